import { Session } from '../runner/session.ts';
import type { Scenario } from './scenario.ts';

const CLIENTS = 5_000;
const FIRST = 500;

/** Everyone comes at once. */
export const connect: Scenario = {
  name: 'connect',
  counted: `CPU time of the server per client: ${CLIENTS} connect and subscribe at once, after ${FIRST} who did so before.`,
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
    { figure: 'cpuMicros', title: 'CPU per client, µs', digits: 0 },
    { figure: 'elapsedMs', title: 'until all were served, ms', digits: 0 },
  ],
  async run({ target, checkout }) {
    await using session = await Session.start({ target, checkout, specs: 1, audience: 'everything' });
    await session.open(FIRST);
    const before = await session.usage();
    const { elapsedMs } = await session.open(CLIENTS, { atOnce: CLIENTS });
    const after = await session.usage();
    return { cpuMicros: (after.cpuMicros - before.cpuMicros) / CLIENTS, elapsedMs };
  },
};
