import { Session, STORM_MS } from '../runner/session.ts';
import { DELIVERY_COLUMNS, figuresOf } from './measured.ts';
import type { Scenario } from './scenario.ts';
import { measureStretch } from './stretch.ts';

const SUBSCRIBERS = 1_000;
const CHANGES = 5_000;
const AFTERWARDS_MS = 1_000;

/** A branch switch over a large tree, while one client has stopped reading. */
export const stuck: Scenario = {
  name: 'stuck',
  counted: `Peak resident memory of the server: ${CHANGES} changes of ${CHANGES} specs in one turn, to ${SUBSCRIBERS} subscribers of whom one reads nothing; the others get all of them, and then events one at a time, whose latencies are given.`,
  targets: ['raw-ws', 'specwire', 'socketio', 'yoga-ws', 'specwire-sse'],
  columns: [
    { figure: 'peakMb', title: 'peak resident, MB', digits: 0 },
    { figure: 'allServedMs', title: 'until all others had everything, ms', digits: 0 },
    { figure: 'burstDeliveriesPerCpuSecond', title: 'deliveries per CPU-second', digits: 0 },
    ...DELIVERY_COLUMNS.filter(({ figure }) => figure.endsWith('Ms')),
  ],
  async run({ target, checkout, haste }) {
    await using session = await Session.start({
      target,
      checkout,
      specs: CHANGES,
      audience: 'everything',
      slowClients: 1,
    });
    await session.open(SUBSCRIBERS);
    session.tellLoad({ kind: 'hold' });
    const storm = await measureStretch(session, 1, async () => {
      session.publish(CHANGES, true);
      await session.complete(STORM_MS);
    });
    const peakBytes = await session.peakRssBytes();
    const afterwards = await measureStretch(session, 1, () =>
      session.pace({ inFlight: 1, durationMs: AFTERWARDS_MS / haste }),
    );
    return {
      ...figuresOf(afterwards),
      peakMb: peakBytes / 1e6,
      allServedMs: storm.elapsedMs,
      burstDeliveriesPerCpuSecond: figuresOf(storm)['deliveriesPerCpuSecond']!,
    };
  },
};
