import { setTimeout as wait } from 'node:timers/promises';
import { Session } from '../runner/session.ts';
import { DELIVERY_COLUMNS, figuresOf } from './measured.ts';
import type { Scenario } from './scenario.ts';
import { measureStretch } from './stretch.ts';

const SUBSCRIBERS = 1_000;
const SLOW = SUBSCRIBERS / 100;
const SPECS = 1_000;
const IN_FLIGHT = 16;
const STEP = 4;
const WARM_UP_MS = 1_500;
const MEASURED_MS = 4_000;
const CATCH_UP_MS = 20_000;
const POLL_MS = 100;

/** What dashboards do: filters of all kinds, several documents, and some who do not read for a while. */
export const mix: Scenario = {
  name: 'mix',
  counted: `Events per CPU-second of the server: of ${SUBSCRIBERS} subscribers four in ten follow one spec, two an epic with all below it, two a pattern, one a status, one everything; five documents; 1 % read nothing for half of the time and must know the newest state in the end. The raw server sends the same to those whom it concerns, whatever their document.`,
  targets: ['raw-ws', 'specwire', 'specwire-sse'],
  columns: [
    { figure: 'eventsPerCpuSecond', title: 'events per CPU-second', digits: 0 },
    { figure: 'deliveriesPerCpuSecond', title: 'deliveries per CPU-second', digits: 0 },
    ...DELIVERY_COLUMNS,
  ],
  async run({ target, checkout, haste }) {
    await using session = await Session.start({
      target,
      checkout,
      specs: SPECS,
      audience: 'mixed',
      slowClients: SLOW,
    });
    await session.open(SUBSCRIBERS);
    session.tellLoad({ kind: 'begin', step: STEP });
    await session.pace({ inFlight: IN_FLIGHT, durationMs: WARM_UP_MS / haste });
    const stretch = await measureStretch(session, STEP, async () => {
      session.tellLoad({ kind: 'hold' });
      await session.pace({ inFlight: IN_FLIGHT, durationMs: MEASURED_MS / haste / 2 });
      session.tellLoad({ kind: 'release' });
      await session.pace({ inFlight: IN_FLIGHT, durationMs: MEASURED_MS / haste / 2 });
      await slowOnesCaughtUp(session);
    });
    return figuresOf(stretch);
  },
};

async function slowOnesCaughtUp(session: Session): Promise<void> {
  const endsAt = performance.now() + CATCH_UP_MS;
  for (;;) {
    const { slowLacking } = await session.report();
    if (slowLacking === 0) return;
    if (performance.now() > endsAt) throw new Error(`Slow readers still lack ${slowLacking} specs.`);
    await wait(POLL_MS);
  }
}
