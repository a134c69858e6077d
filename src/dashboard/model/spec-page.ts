import type { SpecPageFieldsFragment, SpecPageSubscription } from '../../client/generated/graphql.ts';

/** What a spec's page knows of it. */
export interface SpecPageState {
  /** As it is, or as it was last; `null` where there is none of this ID. */
  readonly spec: SpecPageFieldsFragment | null;
  /** The body before the newest change of it; `null` before the first. */
  readonly previousBody: string | null;
  readonly isDeleted: boolean;
}

const NONE: SpecPageState = { spec: null, previousBody: null, isDeleted: false };

/**
 * The page after a delivery.
 * @param id of the spec; it may hold what filters take for a pattern, so that others are delivered too
 */
export function pageAfter(
  page: SpecPageState | undefined,
  { specsChanged: { snapshot, changes } }: SpecPageSubscription,
  id: string,
): SpecPageState {
  const there = snapshot?.find((spec) => spec.id === id);
  const start = snapshot ? withSpec(page ?? NONE, there) : (page ?? NONE);
  return changes
    .filter(({ specId }) => specId === id)
    .reduce((state, change) => withSpec(state, 'spec' in change ? change.spec : undefined), start);
}

function withSpec(page: SpecPageState, spec: SpecPageFieldsFragment | undefined): SpecPageState {
  if (!spec) return page.spec ? { ...page, isDeleted: true } : NONE;
  const last = page.spec?.body;
  const isNewBody = last !== undefined && last !== spec.body;
  return { spec, isDeleted: false, previousBody: isNewBody ? last : page.previousBody };
}
