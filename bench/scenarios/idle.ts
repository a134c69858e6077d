import { Session } from '../runner/session.ts';
import type { Scenario } from './scenario.ts';

const SUBSCRIBERS = 5_000;
/** What a server keeps for the first ones it keeps once; they do not count. */
const FIRST = 100;
const KB = 1000;

/** What a subscriber costs that nothing happens to. */
export const idle: Scenario = {
  name: 'idle',
  counted: `Heap and resident memory per subscribed connection, after collecting garbage: from ${FIRST} to ${SUBSCRIBERS} of them, divided by their number; nothing was published.`,
  targets: [
    'raw-ws',
    'specwire',
    'socketio',
    'yoga-ws',
    'apollo',
    'mercurius',
    'raw-sse',
    'specwire-sse',
    'yoga-sse',
  ],
  columns: [
    { figure: 'heapKb', title: 'heap, kB', digits: 1 },
    { figure: 'rssKb', title: 'resident, kB', digits: 1 },
  ],
  async run({ target, checkout }) {
    await using session = await Session.start({ target, checkout, specs: 1, audience: 'everything' });
    await session.open(FIRST);
    const before = await session.usage(true);
    await session.open(SUBSCRIBERS - FIRST);
    const after = await session.usage(true);
    const perConnection = (bytes: number) => bytes / (SUBSCRIBERS - FIRST) / KB;
    return {
      heapKb: perConnection(after.heapBytes - before.heapBytes),
      rssKb: perConnection(after.rssBytes - before.rssBytes),
    };
  },
};
