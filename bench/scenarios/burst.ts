import { Session } from '../runner/session.ts';
import { DELIVERY_COLUMNS, figuresOf } from './measured.ts';
import type { Scenario } from './scenario.ts';
import { measureStretch } from './stretch.ts';

const SUBSCRIBERS = 1_000;
const SPECS = 100;
const CHANGES = 20;
const WARM_UP_MS = 1_500;
const MEASURED_MS = 3_000;

/** Several changes at once to everyone. */
export const burst: Scenario = {
  name: 'burst',
  counted: `Deliveries per CPU-second of the server: ${CHANGES} changes of ${CHANGES} specs in one turn go to ${SUBSCRIBERS} subscribers; the next ${CHANGES} follow when all have them.`,
  targets: [
    'raw-ws',
    'raw-frame',
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
    { figure: 'deliveriesPerCpuSecond', title: 'deliveries per CPU-second', digits: 0 },
    ...DELIVERY_COLUMNS,
  ],
  quick: ['raw-ws', 'specwire', 'yoga-ws', 'specwire-sse'],
  async run({ target, checkout, haste }) {
    await using session = await Session.start({ target, checkout, specs: SPECS, audience: 'everything' });
    await session.open(SUBSCRIBERS);
    const burstFor = async (durationMs: number) => {
      const endsAt = performance.now() + durationMs;
      while (performance.now() < endsAt) {
        session.publish(CHANGES, true);
        await session.complete();
      }
    };
    session.tellLoad({ kind: 'begin', step: CHANGES });
    await burstFor(WARM_UP_MS / haste);
    return figuresOf(await measureStretch(session, CHANGES, () => burstFor(MEASURED_MS / haste)));
  },
};
