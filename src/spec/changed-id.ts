// A file of its own, since filters need it in browsers too, which have not what changes are compared with.
import type { SpecChange } from './spec-change.ts';

/** The ID of the spec that changed. */
export function changedId(change: SpecChange): string {
  return change.kind === 'deleted' ? change.last.id : change.after.id;
}
