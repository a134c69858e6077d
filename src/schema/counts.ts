const MAX_INT = 2 ** 31 - 1;

/** A count as an Int; what has been counted for months may be more than that can tell. */
export function toInt(count: number): number {
  return Math.min(count, MAX_INT);
}
