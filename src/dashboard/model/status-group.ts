/** What a status means for the work: vocabularies are open, so a word that is not known is `other`. */
export type StatusGroup = 'todo' | 'active' | 'review' | 'blocked' | 'done' | 'dropped' | 'other';

const WORDS: Readonly<Record<Exclude<StatusGroup, 'other'>, string>> = {
  todo: 'approved backlog draft new not-started open pending planned proposed ready specified to-do todo',
  active: 'active doing implementing in-development in-progress ongoing partial started wip',
  review: 'in-review in-test qa ready-for-review review reviewing testing validating verifying',
  blocked: 'blocked on-hold paused stuck waiting',
  done: 'accepted closed complete completed delivered done finished implemented merged released resolved shipped verified',
  dropped:
    'abandoned archived canceled cancelled deprecated dropped duplicate obsolete rejected superseded wont-do',
};

/** In the order in which work goes through them. */
export const STATUS_GROUPS: readonly StatusGroup[] = [...(Object.keys(WORDS) as StatusGroup[]), 'other'];

const GROUPS = new Map<string, StatusGroup>(
  Object.entries(WORDS).flatMap(([group, words]) =>
    words.split(' ').map((word) => [word, group as StatusGroup] as const),
  ),
);

/** @param status in its normal form, such as `in-progress`; `null` where a spec has none */
export function statusGroupOf(status: string | null | undefined): StatusGroup {
  return (status && GROUPS.get(status)) || 'other';
}
