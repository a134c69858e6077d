import { createIdMatcher } from './id-pattern.ts';

/** What somebody may see: the specs that the patterns name, with all below them. The rest does not exist for them. */
export interface VisibleScope {
  /** The same for scopes of the same patterns; never empty. */
  readonly key: string;
  /** Exact IDs, or patterns as in filters; sorted. None of them: nothing is in sight. */
  readonly patterns: readonly string[];
  includes(id: string): boolean;
}

/** The scope that patterns name; `null` where that is everything: without patterns to limit it, and for `*`. */
export function createVisibleScope(patterns: readonly string[] | null): VisibleScope | null {
  if (!patterns || patterns.some((pattern) => /^\*+$/.test(pattern))) return null;
  const sorted = [...new Set(patterns)].sort();
  // A matcher without IDs does not restrict, a scope without patterns shows nothing.
  const includes =
    sorted.length === 0 ? () => false : createIdMatcher({ ids: sorted, includeChildren: true });
  return { key: JSON.stringify(sorted), patterns: sorted, includes };
}
