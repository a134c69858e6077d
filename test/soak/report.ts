import type { Held } from './served.ts';
import { trendOf, type TrendBounds } from './trend.ts';

/** The state of all at one moment in which nothing is edited and every client is there. */
export interface Measured {
  readonly minutes: number;
  readonly edits: number;
  /** Deliveries that clients have checked so far. */
  readonly checked: number;
  readonly held: Held;
}

const MEGABYTE = 1024 * 1024;

/** What must not rise, and by how much it may. */
const WATCHED: readonly {
  readonly name: string;
  readonly of: (held: Held) => number;
  readonly bounds: TrendBounds;
}[] = [
  { name: 'heap, MB', of: ({ heapBytes }) => heapBytes / MEGABYTE, bounds: { perMinute: 0.25, inAll: 6 } },
  { name: 'memory, MB', of: ({ rssBytes }) => rssBytes / MEGABYTE, bounds: { perMinute: 1, inAll: 32 } },
  { name: 'handles', of: ({ handles }) => handles, bounds: { perMinute: 0.5, inAll: 20 } },
];

const COLUMNS: readonly (readonly [title: string, of: (measured: Measured) => string])[] = [
  ['minutes', ({ minutes }) => minutes.toFixed(2)],
  ['heap MB', ({ held }) => (held.heapBytes / MEGABYTE).toFixed(1)],
  ['rss MB', ({ held }) => (held.rssBytes / MEGABYTE).toFixed(1)],
  ['handles', ({ held }) => String(held.handles)],
  ['watches', ({ held }) => String(held.watches)],
  ['open', ({ held }) => String(held.connections)],
  ['opened', ({ held }) => String(held.opened)],
  ['edits', ({ edits }) => String(edits)],
  ['changes', ({ held }) => String(held.head)],
  ['delivered', ({ held }) => String(held.delivered)],
  ['conflated', ({ held }) => String(held.conflated)],
  ['checked', ({ checked }) => String(checked)],
  ['p99 ms', ({ held }) => held.latencyP99Ms?.toFixed(0) ?? '-'],
];

const WIDTH = 10;

export const TITLES = COLUMNS.map(([title]) => title.padStart(WIDTH)).join('');

export function row(measured: Measured): string {
  return COLUMNS.map(([, of]) => of(measured).padStart(WIDTH)).join('');
}

/** What is left of a server's clients; `before` they came it held nothing of them. */
function leftovers(before: Held, left: Held): string[] {
  const names = ['connections', 'subscriptions', 'interests', 'groups', 'handles', 'watches'] as const;
  return names
    .filter((name) => left[name] > before[name])
    .map((name) => `${left[name]} ${name} are left of all clients, before there were ${before[name]}`);
}

/** The judgement on a run, and the lines that say it. */
export function report({
  measured,
  faults,
  before,
  left,
}: {
  readonly measured: readonly Measured[];
  readonly faults: readonly string[];
  readonly before: Held;
  readonly left: Held;
}): { readonly text: string; readonly isGood: boolean } {
  const trends = WATCHED.map(({ name, of, bounds }) => {
    const samples = measured.map(({ minutes, held }) => ({ minutes, value: of(held) }));
    return { name, bounds, ...trendOf(samples, bounds) };
  });
  const rising = trends
    .filter(({ isRising }) => isRising)
    .map(({ name, bounds }) => `${name}: rises by more than ${bounds.perMinute} a minute`);
  const pruned = left.pruned > before.pruned ? [`${left.pruned} living clients were taken for dead`] : [];
  const wrong = [...faults, ...leftovers(before, left), ...pruned, ...rising];
  const lines = [
    ...trends.map(({ name, perMinute, inAll }) => {
      return `${name}: ${perMinute.toFixed(3)} a minute, ${inAll.toFixed(2)} over the last two thirds`;
    }),
    `deliveries checked: ${measured.at(-1)?.checked ?? 0}, at fault: ${faults.length}`,
    `connections opened: ${left.opened}, left: ${left.connections}`,
    ...wrong.slice(0, 20).map((each) => `WRONG ${each}`),
    wrong.length === 0 ? 'all is well' : `${wrong.length} things are wrong`,
  ];
  return { text: `\n${lines.join('\n')}\n`, isGood: wrong.length === 0 };
}
