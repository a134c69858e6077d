import type { IdClaim } from '../spec/parsed-file.ts';
import type { MetadataValue } from '../spec/spec.ts';
import { isHierarchicalId } from '../spec/spec-id.ts';
import { MAX_WORD_CHARS, textOf, withoutDressing } from './fields.ts';
import { idFromPath } from './spec-path.ts';

/** The ID of a spec, and how it came by it. */
export interface SpecIdentity {
  readonly id: string;
  readonly claim: IdClaim;
}

/** The path gives the ID, else the first of the declared ones does, else the path itself stands in. */
export function chooseId(path: string, declared: readonly string[]): SpecIdentity {
  const given = idFromPath(path);
  if (given !== undefined) return { id: given, claim: 'path' };
  const [found] = declared;
  return found === undefined ? { id: path, claim: 'fallback' } : { id: found, claim: 'declared' };
}

/** A declared ID that names a place in the tree; `undefined` for any other text, such as a tag that never changes. */
export function declaredId(value: MetadataValue | undefined): string | undefined {
  const id = withoutDressing(textOf(value) ?? '');
  if (id.length > MAX_WORD_CHARS) return undefined;
  // Eight hex digits, as tools make them up, may look like a level: `fed33392`.
  return isHierarchicalId(id) && !/^[0-9a-f]{6,}$/.test(id) ? id : undefined;
}
