import { ancestorIdsOf } from './spec-id.ts';

/** Whether the text holds a wildcard, `*` or `?`. */
export function isIdPattern(text: string): boolean {
  return text.includes('*') || text.includes('?');
}

/**
 * Whether an ID matches a pattern in which `*` stands for any run of characters and `?` for one. Linear in the
 * ID for each `*`, with no backtracking past the last one, so that no pattern can burn CPU.
 */
export function matchesIdPattern(pattern: string, id: string): boolean {
  let p = 0;
  let i = 0;
  let star = -1;
  let resumeAt = 0;
  while (i < id.length) {
    if (p < pattern.length && pattern[p] === '*') {
      star = p;
      p += 1;
      resumeAt = i;
    } else if (p < pattern.length && (pattern[p] === '?' || pattern[p] === id[i])) {
      p += 1;
      i += 1;
    } else if (star >= 0) {
      p = star + 1;
      resumeAt += 1;
      i = resumeAt;
    } else {
      return false;
    }
  }
  while (pattern[p] === '*') p += 1;
  return p === pattern.length;
}

/** A predicate for `ids` with `includeChildren`; always true without `ids`. */
export function createIdMatcher(filter: {
  readonly ids?: readonly string[];
  readonly includeChildren?: boolean;
}): (id: string) => boolean {
  if (!filter.ids?.length) return () => true;
  const exact = new Set(filter.ids.filter((id) => !isIdPattern(id)));
  const patterns = filter.ids.filter(isIdPattern);
  const named = (id: string) => exact.has(id) || patterns.some((pattern) => matchesIdPattern(pattern, id));
  if (!filter.includeChildren) return named;
  return (id) => named(id) || ancestorIdsOf(id).some(named);
}
