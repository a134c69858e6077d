/** What grows evenly: a part that is always there, and one for each. */
export interface Line {
  readonly fixed: number;
  readonly each: number;
}

/** So many, and what they took. */
export interface Point {
  readonly count: number;
  readonly cost: number;
}

/** The line through two points of different counts. */
export function lineThrough(first: Point, second: Point): Line {
  const each = (second.cost - first.cost) / (second.count - first.count);
  return { fixed: first.cost - each * first.count, each };
}

/** What so many take on a line. */
export function costOf({ fixed, each }: Line, count: number): number {
  return fixed + each * count;
}
