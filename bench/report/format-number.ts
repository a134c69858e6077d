import type { Summary } from './statistics.ts';

/** With so many digits behind the point, and commas between thousands. */
export function formatNumber(value: number, digits: number): string {
  return Number.isNaN(value)
    ? '–'
    : value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

/** The median, and behind it the least and the most if there was more than one run. */
export function formatSummary({ median, min, max, count }: Summary, digits: number): string {
  const middle = formatNumber(median, digits);
  return count === 1 ? middle : `${middle} (${formatNumber(min, digits)}–${formatNumber(max, digits)})`;
}
