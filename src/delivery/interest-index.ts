import { normaliseWord } from '../spec/field-name.ts';
import { isIdPattern, matchesIdPattern } from '../spec/id-pattern.ts';
import { ancestorIdsOf } from '../spec/spec-id.ts';
import { changedId, type SpecChange } from '../spec/spec-change.ts';
import { changeInSight } from '../spec/change-in-sight.ts';
import { createChangePredicate, type SpecChangeFilter } from '../spec/spec-change-filter.ts';
import type { VisibleScope } from '../spec/visible-scope.ts';

/** A filter that somebody has, within what they may see, and who hears of the changes that match it. */
export interface Interest<T> {
  /** The same for equal filters of those who may see the same. */
  readonly key: string;
  readonly filter: SpecChangeFilter;
  /** `null` for everything. */
  readonly scope: VisibleScope | null;
  readonly matches: (change: SpecChange) => boolean;
  readonly listeners: Set<T>;
}

interface Held<T> extends Interest<T> {
  holders: number;
  /** The search that considered it last. */
  consideredIn: number;
}

type Shelf<T> = Map<string, Set<Held<T>>>;

/**
 * Filters, inverted: from a change to those who asked for it. Equal filters are one interest, so a change is
 * compared once with each distinct filter that its ID leads to, and never with the others.
 */
export class InterestIndex<T> {
  readonly #byKey = new Map<string, Held<T>>();
  /** Interests that name this very ID. */
  readonly #exact: Shelf<T> = new Map();
  /** Interests that name this ID and want its descendants. */
  readonly #subtree: Shelf<T> = new Map();
  /** Interests that hold this pattern. */
  readonly #patterns: Shelf<T> = new Map();
  /** Interests that name no ID but a value which the spec must have, before the change or after it. */
  readonly #values: Shelf<T> = new Map();
  readonly #everything = new Set<Held<T>>();
  #search = 0;
  #evaluations = 0;

  /** How many distinct filters there are. */
  get size(): number {
    return this.#byKey.size;
  }

  /** Each distinct filter. */
  [Symbol.iterator](): Iterator<Interest<T>> {
    return this.#byKey.values();
  }

  /** How many times a change was compared with a filter. */
  get evaluations(): number {
    return this.#evaluations;
  }

  /**
   * The interest of a filter, which lasts until each who took it has released it.
   * @param scope what may be seen of what the filter asks for; everything without one
   */
  acquire(filter: SpecChangeFilter, scope: VisibleScope | null = null): Interest<T> {
    const key = scope ? `${keyOf(filter)} within ${scope.key}` : keyOf(filter);
    let interest = this.#byKey.get(key);
    if (!interest) {
      const matches = matcherOf(filter, scope);
      interest = { key, filter, scope, matches, listeners: new Set(), holders: 0, consideredIn: 0 };
      this.#byKey.set(key, interest);
      for (const set of this.#placesOf(interest)) set.add(interest);
    }
    interest.holders += 1;
    return interest;
  }

  release({ key }: Interest<T>): void {
    const interest = this.#byKey.get(key);
    if (!interest) return;
    interest.holders -= 1;
    if (interest.holders > 0) return;
    this.#byKey.delete(key);
    for (const set of this.#placesOf(interest)) set.delete(interest);
    for (const shelf of [this.#exact, this.#subtree, this.#patterns]) {
      for (const id of leadsOf(interest)?.ids ?? []) discardEmpty(shelf, id);
    }
    for (const value of valuesOf(interest.filter)) discardEmpty(this.#values, value);
  }

  /** The interests that a change matches. */
  matching(change: SpecChange): Interest<T>[] {
    const id = changedId(change);
    const found: Interest<T>[] = [];
    this.#search += 1;
    this.#consider(this.#everything, change, found);
    this.#consider(this.#exact.get(id), change, found);
    if (this.#values.size > 0) this.#considerValues(change, found);
    if (this.#subtree.size === 0 && this.#patterns.size === 0) return found;
    const ancestorIds = ancestorIdsOf(id);
    for (const ancestorId of ancestorIds) this.#consider(this.#subtree.get(ancestorId), change, found);
    for (const [pattern, interests] of this.#patterns) {
      const leadsHere =
        matchesIdPattern(pattern, id) || ancestorIds.some((one) => matchesIdPattern(pattern, one));
      if (leadsHere) this.#consider(interests, change, found);
    }
    return found;
  }

  #considerValues(change: SpecChange, found: Interest<T>[]): void {
    if (change.kind !== 'created' && !change.before) {
      // A version that is not known may have had any value.
      for (const interests of this.#values.values()) this.#consider(interests, change, found);
      return;
    }
    for (const value of valuesIn(change)) this.#consider(this.#values.get(value), change, found);
  }

  #consider(interests: Set<Held<T>> | undefined, change: SpecChange, found: Interest<T>[]): void {
    if (!interests) return;
    for (const interest of interests) {
      if (interest.consideredIn === this.#search) continue;
      interest.consideredIn = this.#search;
      this.#evaluations += 1;
      if (interest.matches(change)) found.push(interest);
    }
  }

  #placesOf(interest: Held<T>): Set<Held<T>>[] {
    const leads = leadsOf(interest);
    if (!leads) {
      const values = valuesOf(interest.filter);
      if (values.length === 0) return [this.#everything];
      return values.map((value) => placeIn(this.#values, value));
    }
    const { ids, includeChildren } = leads;
    return ids.flatMap((id) => {
      if (isIdPattern(id)) return [placeIn(this.#patterns, id)];
      const exact = placeIn(this.#exact, id);
      return includeChildren ? [exact, placeIn(this.#subtree, id)] : [exact];
    });
  }
}

/** What leads from a change to an interest: the filter's exact IDs, else what is in sight, else the filter's patterns. */
function leadsOf({
  filter,
  scope,
}: Pick<Interest<unknown>, 'filter' | 'scope'>):
  | { readonly ids: readonly string[]; readonly includeChildren: boolean }
  | undefined {
  const { ids = [], includeChildren = false } = filter;
  if (scope && (ids.length === 0 || ids.some(isIdPattern))) {
    return { ids: scope.patterns, includeChildren: true };
  }
  return ids.length === 0 ? undefined : { ids, includeChildren };
}

function matcherOf(filter: SpecChangeFilter, scope: VisibleScope | null): (change: SpecChange) => boolean {
  const isAsked = createChangePredicate(filter);
  if (!scope) return isAsked;
  return (change) => {
    const seen = changeInSight(change, scope);
    return seen !== undefined && isAsked(seen);
  };
}

function placeIn<T>(shelf: Shelf<T>, name: string): Set<Held<T>> {
  let place = shelf.get(name);
  if (!place) shelf.set(name, (place = new Set()));
  return place;
}

function discardEmpty<T>(shelf: Shelf<T>, name: string): void {
  if (shelf.get(name)?.size === 0) shelf.delete(name);
}

/** The values of one criterion, of which a spec must have one; the criterion that tends to let the least through. */
function valuesOf({ tags, statuses, priorities, types }: SpecChangeFilter): string[] {
  if (tags?.length) return tags.map((tag) => `tag ${normaliseWord(tag)}`);
  if (statuses?.length) return statuses.map((status) => `status ${normaliseWord(status)}`);
  if (priorities?.length) return priorities.map((priority) => `priority ${priority}`);
  return (types ?? []).map((type) => `type ${normaliseWord(type)}`);
}

/** What a spec had before a change, or has after it. */
function valuesIn(change: SpecChange): Set<string> {
  const values = new Set<string>();
  const before = change.kind === 'created' ? null : change.before;
  const after = change.kind === 'deleted' ? null : change.after;
  for (const version of [before, after]) {
    if (!version) continue;
    for (const tag of version.tags) values.add(`tag ${normaliseWord(tag)}`);
    values.add(`status ${version.status}`);
    values.add(`priority ${version.priority}`);
    values.add(`type ${version.type}`);
  }
  return values;
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
