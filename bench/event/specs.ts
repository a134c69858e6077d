/** The specs that events are about, numbered from 0. IDs are all of one length, so that payloads are too. */
const STATUSES = ['proposed', 'drafted', 'in-work', 'blocked', 'shipped'] as const;
const PRIORITIES = ['HIGH', 'MEDIUM', 'LOW'] as const;

/** `E03-F05-T07` for 357: ten features an epic, ten tasks a feature. */
export function specIdAt(index: number): string {
  return `E${twoDigits(Math.floor(index / 100))}-F${twoDigits(Math.floor(index / 10) % 10)}-T${twoDigits(index % 10)}`;
}

/** The status of the spec of this number; it never changes. */
export function statusAt(index: number): string {
  return STATUSES[index % STATUSES.length]!;
}

/** The priority of the spec of this number; it never changes. */
export function priorityAt(index: number): (typeof PRIORITIES)[number] {
  return PRIORITIES[index % PRIORITIES.length]!;
}

/** The path of its file, from the root of the folder. */
export function specPathAt(index: number): string {
  return `${specIdAt(index).replaceAll('-', '/')}/spec.md`;
}

/** A subscriber's filter, and what it comes to. */
export interface Choice {
  /** As GraphQL's `SpecChangeFilter`; without one every change is wanted. */
  readonly filter?: {
    readonly ids?: readonly string[];
    readonly includeChildren?: boolean;
    readonly statuses?: readonly string[];
  };
  /** Whether the filter lets a spec through: what the load expects, and what raw servers are told. */
  readonly matches: (index: number) => boolean;
}

/** No filter. */
export const EVERY_SPEC: Choice = { matches: () => true };

/** One spec, by its ID. */
export function oneSpec(wanted: number): Choice {
  return { filter: { ids: [specIdAt(wanted)] }, matches: (index) => index === wanted };
}

/** One epic with all below it: a tenth of 1,000 specs. */
export function oneEpic(epic: number): Choice {
  return {
    filter: { ids: [`E${twoDigits(epic)}`], includeChildren: true },
    matches: (index) => Math.floor(index / 100) === epic,
  };
}

/** The same feature of every epic, by pattern: a tenth. */
export function oneFeatureOfEach(feature: number): Choice {
  return {
    filter: { ids: [`E*-F${twoDigits(feature)}-*`] },
    matches: (index) => Math.floor(index / 10) % 10 === feature,
  };
}

/** One status: a fifth. */
export function oneStatus(which: number): Choice {
  return {
    filter: { statuses: [STATUSES[which % STATUSES.length]!] },
    matches: (index) => index % STATUSES.length === which % STATUSES.length,
  };
}

function twoDigits(number: number): string {
  return String(number).padStart(2, '0');
}
