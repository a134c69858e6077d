import { isDeepStrictEqual } from 'node:util';
import { fieldsOf } from './field-name.ts';
import type { MetadataValue, Spec, SpecProblem } from './spec.ts';

export { changedId } from './changed-id.ts';

/** What happened to one spec. */
export type SpecChange =
  | { readonly kind: 'created'; readonly after: Spec }
  | {
      readonly kind: 'updated';
      /** `null` where the version before is older than what is remembered. */
      readonly before: Spec | null;
      readonly after: Spec;
      /** The names of what changed, sorted, see {@link diffSpecs}. */
      readonly fields: readonly string[];
    }
  | {
      readonly kind: 'deleted';
      /** As it was before this change; `null` where that is older than what is remembered. */
      readonly before: Spec | null;
      /** The last version there was: another than `before` only where changes were joined. */
      readonly last: LastKnown;
    };

/** What is kept of a spec that is gone. */
export type LastKnown = Pick<Spec, 'id' | 'title' | 'path' | 'type' | 'status' | 'priority' | 'tags'>;

/** One field before and after; `null` where the field was absent, and on both sides of `body`. */
export interface FieldChange {
  readonly field: string;
  readonly before: MetadataValue;
  readonly after: MetadataValue;
}

/** The change that leads from one version to the other; `undefined` where they are the same. */
export function changeBetween(before: Spec | undefined, after: Spec | undefined): SpecChange | undefined {
  if (before === after) return undefined;
  if (!before) return after && { kind: 'created', after };
  if (!after) return { kind: 'deleted', before, last: before };
  const fields = diffSpecs(before, after).map(({ field }) => field);
  return fields.length > 0 ? { kind: 'updated', before, after, fields } : undefined;
}

/** The known fields, in which specs may differ though their metadata does not, as where a heading gives the title. */
const KNOWN_FIELDS = Object.entries<(spec: Spec) => MetadataValue>({
  title: ({ title }) => title,
  type: ({ type }) => type,
  status: ({ status }) => status,
  priority: ({ priority }) => priority,
  parent: ({ parentId }) => parentId,
  dependencies: ({ dependencyIds }) => dependencyIds,
  tags: ({ tags }) => tags,
  created: ({ created }) => created,
  updated: ({ updated }) => updated,
});

/**
 * The fields in which two versions of one spec differ, sorted by name: metadata keys (known ones under their
 * field's name, see `fieldNameOf`), `body`, `path`, `problems`; and `revision` where the bytes changed but
 * none of these, as a comment does. Status and type stand in their normal form where that differs. A metadata key
 * that bears the name of something else, such as `path`, is not told where that changed too.
 */
export function diffSpecs(before: Spec, after: Spec): FieldChange[] {
  const changes = new Map<string, FieldChange>();
  const note = (field: string, from: MetadataValue, to: MetadataValue) =>
    changes.set(field, { field, before: from, after: to });

  const metadataBefore = fieldsOf(before.metadata);
  const metadataAfter = fieldsOf(after.metadata);
  for (const field of new Set([...metadataBefore.keys(), ...metadataAfter.keys()])) {
    const from = metadataBefore.get(field) ?? null;
    const to = metadataAfter.get(field) ?? null;
    if (isSameValue(from, to)) continue;
    const normal = field === 'status' || field === 'type';
    if (normal && from !== null && to !== null && before[field] !== after[field]) {
      note(field, before[field], after[field]);
    } else if (normal && (from === null || to === null)) {
      note(field, from && before[field], to && after[field]);
    } else {
      note(field, from, to);
    }
  }
  for (const [field, valueOf] of KNOWN_FIELDS) {
    const from = valueOf(before);
    const to = valueOf(after);
    if (!changes.has(field) && !isSameValue(from, to)) note(field, from, to);
  }
  if (before.body !== after.body) note('body', null, null);
  if (before.path !== after.path) note('path', before.path, after.path);
  if (
    before.problems.length + after.problems.length > 0 &&
    !isDeepStrictEqual(before.problems, after.problems)
  ) {
    note('problems', before.problems.map(problemAsValue), after.problems.map(problemAsValue));
  }
  if (changes.size === 0 && before.revision !== after.revision) {
    note('revision', before.revision, after.revision);
  }
  return [...changes.values()].sort((a, b) => (a.field < b.field ? -1 : 1));
}

/** Most values are texts, of which a comparison in depth makes much ado. */
function isSameValue(a: MetadataValue, b: MetadataValue): boolean {
  if (a === b) return true;
  return typeof a === 'object' && typeof b === 'object' && isDeepStrictEqual(a, b);
}

/** Every field in which a spec may differ from another version that is not known. */
export function fieldNamesOf(spec: Spec): string[] {
  const names = [...fieldsOf(spec.metadata).keys(), ...KNOWN_FIELDS.map(([field]) => field)];
  return [...new Set([...names, 'body', 'path', 'problems', 'revision'])];
}

function problemAsValue({ code, message, path, line }: SpecProblem): MetadataValue {
  return { code, message, path, line: line === null ? null : String(line) };
}
