import { Session } from '../runner/session.ts';
import { DELIVERY_COLUMNS, figuresOf } from './measured.ts';
import type { Scenario } from './scenario.ts';
import { measureStretch } from './stretch.ts';

const SUBSCRIBERS = 5_000;
const SPECS = 1_000;
const IN_FLIGHT = 16;
const STEP = 4;
const WARM_UP_MS = 1_500;
const MEASURED_MS = 3_000;

/** Each subscriber wants one spec, each spec has five subscribers. */
export const selective: Scenario = {
  name: 'selective',
  counted: `Events per CPU-second of the server: ${SUBSCRIBERS} subscribers want one of ${SPECS} specs each, by ID; an event goes to five of them; at most ${IN_FLIGHT} events in flight.`,
  targets: [
    'raw-ws',
    'raw-frame',
    'specwire',
    'socketio',
    'yoga-topics',
    'yoga-ws',
    'apollo',
    'mercurius',
    'raw-sse',
    'specwire-sse',
    'yoga-sse',
  ],
  columns: [{ figure: 'eventsPerCpuSecond', title: 'events per CPU-second', digits: 0 }, ...DELIVERY_COLUMNS],
  quick: ['raw-ws', 'specwire', 'yoga-topics', 'specwire-sse'],
  async run({ target, checkout, haste }) {
    await using session = await Session.start({ target, checkout, specs: SPECS, audience: 'one-spec-each' });
    await session.open(SUBSCRIBERS);
    session.tellLoad({ kind: 'begin', step: STEP });
    await session.pace({ inFlight: IN_FLIGHT, durationMs: WARM_UP_MS / haste });
    const stretch = await measureStretch(session, STEP, () =>
      session.pace({ inFlight: IN_FLIGHT, durationMs: MEASURED_MS / haste }),
    );
    return figuresOf(stretch);
  },
};
