import { isIdPattern, matchesIdPattern } from '../spec/id-pattern.ts';
import { ancestorIdsOf } from '../spec/spec-id.ts';
import { changedId, type SpecChange } from '../spec/spec-change.ts';
import { createChangePredicate, type SpecChangeFilter } from '../spec/spec-filter.ts';

/** All who asked for the same changes. */
export interface Interest<T> {
  /** The same for equal filters. */
  readonly key: string;
  readonly filter: SpecChangeFilter;
  readonly matches: (change: SpecChange) => boolean;
  readonly members: ReadonlySet<T>;
}

interface MutableInterest<T> extends Interest<T> {
  readonly members: Set<T>;
}

type Shelf<T> = Map<string, Set<MutableInterest<T>>>;

/**
 * Filters, inverted: from a change to those who asked for it. Equal filters are one interest, so a change is
 * compared once with each distinct filter that its ID leads to, and never with the others.
 */
export class InterestIndex<T> {
  readonly #byKey = new Map<string, MutableInterest<T>>();
  /** Interests that name this very ID. */
  readonly #exact: Shelf<T> = new Map();
  /** Interests that name this ID and want its descendants. */
  readonly #subtree: Shelf<T> = new Map();
  /** Interests that hold this pattern. */
  readonly #patterns: Shelf<T> = new Map();
  readonly #everything = new Set<MutableInterest<T>>();

  /** How many distinct filters there are. */
  get size(): number {
    return this.#byKey.size;
  }

  add(filter: SpecChangeFilter, member: T): Interest<T> {
    const key = keyOf(filter);
    let interest = this.#byKey.get(key);
    if (!interest) {
      interest = { key, filter, matches: createChangePredicate(filter), members: new Set() };
      this.#byKey.set(key, interest);
      for (const set of this.#placesOf(interest)) set.add(interest);
    }
    interest.members.add(member);
    return interest;
  }

  remove({ key }: Interest<T>, member: T): void {
    const interest = this.#byKey.get(key);
    if (!interest?.members.delete(member) || interest.members.size > 0) return;
    this.#byKey.delete(key);
    for (const set of this.#placesOf(interest)) set.delete(interest);
    for (const shelf of [this.#exact, this.#subtree, this.#patterns]) {
      for (const id of interest.filter.ids ?? []) {
        if (shelf.get(id)?.size === 0) shelf.delete(id);
      }
    }
  }

  /** The interests that a change matches. */
  matching(change: SpecChange): Set<Interest<T>> {
    const id = changedId(change);
    const ancestorIds = ancestorIdsOf(id);
    const considered = new Set<Interest<T>>();
    const found = new Set<Interest<T>>();
    const consider = (interests: Iterable<Interest<T>> | undefined) => {
      for (const interest of interests ?? []) {
        if (considered.has(interest)) continue;
        considered.add(interest);
        if (interest.matches(change)) found.add(interest);
      }
    };
    consider(this.#everything);
    consider(this.#exact.get(id));
    for (const ancestorId of ancestorIds) consider(this.#subtree.get(ancestorId));
    for (const [pattern, interests] of this.#patterns) {
      if ([id, ...ancestorIds].some((one) => matchesIdPattern(pattern, one))) consider(interests);
    }
    return found;
  }

  #placesOf(interest: MutableInterest<T>): Set<MutableInterest<T>>[] {
    const { ids = [], includeChildren } = interest.filter;
    if (ids.length === 0) return [this.#everything];
    return ids.flatMap((id) => {
      if (isIdPattern(id)) return [placeIn(this.#patterns, id)];
      const exact = placeIn(this.#exact, id);
      return includeChildren ? [exact, placeIn(this.#subtree, id)] : [exact];
    });
  }
}

function placeIn<T>(shelf: Shelf<T>, name: string): Set<MutableInterest<T>> {
  let place = shelf.get(name);
  if (!place) shelf.set(name, (place = new Set()));
  return place;
}

/** The same text for filters that ask for the same, whatever the order of their lists. */
function keyOf(filter: SpecChangeFilter): string {
  const list = (values: readonly string[] | undefined) => [...new Set(values)].sort();
  return JSON.stringify([
    list(filter.ids),
    Boolean(filter.includeChildren && filter.ids?.length),
    list(filter.types),
    list(filter.statuses),
    list(filter.priorities),
    list(filter.tags),
    list(filter.kinds),
    list(filter.changedFields),
  ]);
}
