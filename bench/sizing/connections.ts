import { Session } from '../runner/session.ts';
import type { TargetName } from '../runner/targets.ts';
import { costOf, lineThrough } from './line.ts';
import type { Probe } from './probe.ts';

const FEW = 500;
const MORE = 1_000;
const MANY = 5_000;
const KB = 1_000;
const MB = 1e6;

/** What a subscriber costs that nothing happens to, and what it takes to let one in. */
export function connectionsOf(target: TargetName, name: string): Probe {
  return async (checkout) => {
    await using session = await Session.start({ target, checkout, specs: 1, audience: 'everything' });
    await session.open(FEW);
    const few = await session.usage(true);
    await session.open(MORE - FEW);
    const more = await session.usage(true);
    await session.open(MANY - MORE);
    const many = await session.usage();
    const settled = await session.usage(true);
    const each = (now: number, before: number) => (now - before) / (MANY - MORE);
    const lineOf = (what: 'heapBytes' | 'rssBytes') =>
      lineThrough({ count: FEW, cost: few[what] }, { count: MORE, cost: more[what] });
    return {
      units: [
        {
          title: `heap per idle subscriber, ${name}`,
          unit: 'kB',
          value: each(settled.heapBytes, more.heapBytes) / KB,
        },
        {
          title: `resident memory per idle subscriber, ${name}`,
          unit: 'kB',
          value: each(settled.rssBytes, more.rssBytes) / KB,
        },
        {
          title: `CPU to let one subscriber in, ${name}`,
          unit: 'µs',
          value: each(many.cpuMicros, more.cpuMicros),
        },
      ],
      predictions: [
        {
          title: `heap with ${MANY} subscribers from ${FEW} and ${MORE}, ${name}`,
          unit: 'MB',
          predicted: costOf(lineOf('heapBytes'), MANY) / MB,
          measured: settled.heapBytes / MB,
        },
        {
          title: `resident memory with ${MANY} subscribers from ${FEW} and ${MORE}, ${name}`,
          unit: 'MB',
          predicted: costOf(lineOf('rssBytes'), MANY) / MB,
          measured: settled.rssBytes / MB,
        },
      ],
    };
  };
}
