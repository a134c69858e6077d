import type { Summary } from './statistics.ts';

/** With so many digits behind the point, and commas between thousands. */
export function formatNumber(value: number, digits: number): string {
  return Number.isNaN(value)
    ? '–'
    : value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

/** With two digits behind the point, or as many as a small one needs. */
export function formatRatio(value: number): string {
  return value > 0 && value < 0.095 ? value.toPrecision(2) : formatNumber(value, 2);
}

/** The median, and behind it the least and the most if there was more than one run. */
export function formatSummary(
  { median, min, max, count }: Summary,
  format: (value: number) => string,
): string {
  return count === 1 ? format(median) : `${format(median)} (${format(min)}–${format(max)})`;
}
