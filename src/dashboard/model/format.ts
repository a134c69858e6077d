const NUMBER = new Intl.NumberFormat('en');

/** With separators: `12,345`. */
export function formatCount(count: number): string {
  return NUMBER.format(count);
}

/** `1 spec`, `2 specs`. */
export function formatNumbered(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}

/** Time that has gone by, short: `now`, `12 s`, `5 min`, `3 h`, `2 d`. */
export function formatAge(ms: number): string {
  const seconds = Math.floor(ms / 1_000);
  if (seconds < 5) return 'now';
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3_600) return `${Math.floor(seconds / 60)} min`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3_600)} h`;
  return `${Math.floor(seconds / 86_400)} d`;
}

/** A length of time in its two largest units: `2 d 3 h`, `5 min 12 s`. */
export function formatDuration(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const parts = [
    [Math.floor(whole / 86_400), 'd'],
    [Math.floor(whole / 3_600) % 24, 'h'],
    [Math.floor(whole / 60) % 60, 'min'],
    [whole % 60, 's'],
  ] as const;
  const first = parts.findIndex(([count]) => count > 0);
  if (first < 0) return '0 s';
  return parts
    .slice(first, first + 2)
    .filter(([count]) => count > 0)
    .map(([count, unit]) => `${count} ${unit}`)
    .join(' ');
}

/** In binary units: `640 B`, `12.3 KiB`, `84.2 MiB`. */
export function formatMemory(bytes: number): string {
  if (bytes < 1_024) return `${Math.round(bytes)} B`;
  return bytes < 1_048_576 ? `${(bytes / 1_024).toFixed(1)} KiB` : `${(bytes / 1_048_576).toFixed(1)} MiB`;
}

/** A latency: `0.42 ms`, `12.3 ms`, `4,321 ms`; a dash where there is none. */
export function formatMs(ms: number | null | undefined): string {
  if (ms === null || ms === undefined) return '–';
  return `${ms < 1 ? ms.toFixed(2) : ms < 100 ? ms.toFixed(1) : formatCount(Math.round(ms))} ms`;
}

/** A rate: `0`, `0.4`, `12.3`, `4,321`. */
export function formatRate(perSecond: number): string {
  return perSecond === 0 ? '0' : perSecond < 100 ? perSecond.toFixed(1) : formatCount(Math.round(perSecond));
}

const INSTANT = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'medium' });

/** Day and time: `23 Nov 2026, 20:15:00`. */
export function formatInstant(atMs: number): string {
  return INSTANT.format(atMs);
}
