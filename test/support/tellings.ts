/** A spec as far as it is followed. */
export interface Titled {
  readonly id: string;
  readonly title: string;
}

/** How what one client was told compares with what was committed. */
export interface Comparison {
  /** Changes that were committed and neither told nor joined, but for those that a resync stands for. */
  readonly missed: number;
  /** Changes that were not told by themselves, but by a later one of their spec. */
  readonly joined: number;
  /** Changes told that were told before, or not in the order in which they were committed. */
  readonly repeated: number;
  readonly resyncs: number;
}

/**
 * Compares what was told with what was committed, from one resync to the next. Titles are numbers that grow.
 * @param changes each change as it was told; `null` where everything was to be read anew
 * @param committed all of it, in order
 * @param isConflated whether it is told no more than the last of what came together
 */
export function compareTellings(
  changes: readonly (Titled | null)[],
  committed: readonly Titled[],
  isConflated: boolean,
): Comparison {
  const parts: Titled[][] = [[]];
  for (const change of changes) {
    if (change) parts.at(-1)!.push(change);
    else parts.push([]);
  }
  const places = new Map(committed.map((change, place) => [nameOf(change), place]));
  const numbers = new Map<string, number>();
  let missed = 0;
  let joined = 0;
  let repeated = 0;
  for (const [at, part] of parts.entries()) {
    for (const { id, title } of part) {
      if (Number(title) <= (numbers.get(id) ?? -1)) repeated += 1;
      numbers.set(id, Number(title));
    }
    if (isConflated) continue;
    const told = part.map((change) => places.get(nameOf(change)) ?? -1);
    repeated += told.filter((place, n) => n > 0 && place <= told[n - 1]!).length;
    // The first part begins with the first change, the last one ends with the last; others may end where they were cut.
    const from = at === 0 ? 0 : (told[0] ?? committed.length);
    const to = at === parts.length - 1 ? committed.length : (told.at(-1) ?? -1) + 1;
    const known = new Set(told);
    const last = new Map(part.map(({ id }, n) => [id, told[n]!]));
    for (let place = from; place < to; place += 1) {
      if (known.has(place)) continue;
      if (place < (last.get(committed[place]!.id) ?? -1)) joined += 1;
      else missed += 1;
    }
  }
  return { missed, joined, repeated, resyncs: parts.length - 1 };
}

/** Whether these are the titles that there should be, and no others. */
export function isExact(titles: ReadonlyMap<string, string>, expected: ReadonlyMap<string, string>): boolean {
  return titles.size === expected.size && [...expected].every(([id, title]) => titles.get(id) === title);
}

function nameOf({ id, title }: Titled): string {
  return `${id} ${title}`;
}
