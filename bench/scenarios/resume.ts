import { Session, STORM_MS } from '../runner/session.ts';
import type { Scenario } from './scenario.ts';

const CLIENTS = 5_000;
const CHANGES = 200;

/** Everyone comes back at once, to a server that has moved on. */
export const resume: Scenario = {
  name: 'resume',
  counted: `CPU time of the server per client: ${CLIENTS} connect at once with a cursor from ${CHANGES} changes ago, of ${CHANGES} specs, and get all of them.`,
  targets: ['specwire', 'specwire-sse'],
  columns: [
    { figure: 'cpuMicros', title: 'CPU per client, µs', digits: 0 },
    { figure: 'elapsedMs', title: 'until all had caught up, ms', digits: 0 },
    { figure: 'deliveriesPerCpuSecond', title: 'deliveries per CPU-second', digits: 0 },
    { figure: 'peakMb', title: 'peak resident, MB', digits: 0 },
  ],
  async run({ target, checkout }) {
    await using session = await Session.start({ target, checkout, specs: CHANGES, audience: 'everything' });
    const { cursor } = await session.open(1);
    if (cursor === undefined) throw new Error('The server gave no cursor.');
    session.publish(CHANGES);
    await session.complete();
    await session.endLoad();

    session.startLoad();
    session.tellLoad({ kind: 'begin', step: CHANGES });
    const before = await session.usage();
    const startedAt = performance.now();
    const opening = session.open(CLIENTS, { atOnce: CLIENTS, since: cursor });
    await Promise.all([opening, session.complete(STORM_MS)]);
    const elapsedMs = performance.now() - startedAt;
    const cpuMicros = (await session.usage()).cpuMicros - before.cpuMicros;
    const peakMb = (await session.peakRssBytes()) / 1e6;
    // What came twice, or from before the cursor, shows at the next event.
    session.publish(1);
    await session.complete();
    return {
      cpuMicros: cpuMicros / CLIENTS,
      elapsedMs,
      deliveriesPerCpuSecond: (CLIENTS * CHANGES) / (cpuMicros / 1e6),
      peakMb,
    };
  },
};
