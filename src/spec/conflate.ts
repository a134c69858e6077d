import { changeBetween, changedId, fieldNamesOf, type SpecChange } from './spec-change.ts';

/**
 * Two successive changes of one spec as one, exact for whoever has seen neither:
 * created + updated = created; updated + updated = what differs from the first `before` to the last `after`;
 * updated + deleted = deleted; deleted + created = updated; `undefined` where nothing is left to tell, as with
 * created + deleted.
 */
export function joinChanges(first: SpecChange, next: SpecChange): SpecChange | undefined {
  if (next.kind === 'deleted') {
    return first.kind === 'created' ? undefined : { kind: 'deleted', before: first.before, last: next.last };
  }
  if (first.kind === 'created') return { kind: 'created', after: next.after };
  if (first.before) return changeBetween(first.before, next.after);
  return {
    kind: 'updated',
    before: null,
    after: next.after,
    fields: [...new Set([...namesOf(first), ...namesOf(next)])].sort(),
  };
}

/** What may be another after the change than before it. */
function namesOf(change: SpecChange): readonly string[] {
  switch (change.kind) {
    case 'created':
      return fieldNamesOf(change.after);
    case 'updated':
      return change.fields;
    case 'deleted':
      return [];
  }
}

/** What conflation works on: a change and whatever travels with it. */
interface Carrier {
  readonly change: SpecChange;
}

/** The latest carrier of a spec with all the changes joined, and how many were. */
export type Conflated<T extends Carrier> = T & { readonly joined: number };

/**
 * One carrier for each spec, in the order in which the specs changed last; the latest carrier's own values win.
 * Specs whose changes cancel out are left out.
 */
export function conflate<T extends Carrier>(carriers: readonly T[]): Conflated<T>[] {
  // One by itself is what most slices hold.
  if (carriers.length === 1) return [{ ...carriers[0]!, joined: 1 }];
  const latest = new Map<string, { carrier: T; change: SpecChange | undefined; joined: number }>();
  for (const carrier of carriers) {
    const id = changedId(carrier.change);
    const earlier = latest.get(id);
    // Deleting first moves the ID to the end of the map, which is what keeps the order.
    latest.delete(id);
    const change = earlier?.change ? joinChanges(earlier.change, carrier.change) : carrier.change;
    latest.set(id, { carrier, change, joined: (earlier?.joined ?? 0) + 1 });
  }
  const result: Conflated<T>[] = [];
  for (const { carrier, change, joined } of latest.values()) {
    if (change) result.push({ ...carrier, change, joined });
  }
  return result;
}
