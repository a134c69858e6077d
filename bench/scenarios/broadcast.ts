import { Session } from '../runner/session.ts';
import type { TargetName } from '../runner/targets.ts';
import { DELIVERY_COLUMNS, figuresOf } from './measured.ts';
import type { Scenario } from './scenario.ts';
import { measureStretch } from './stretch.ts';

const SPECS = 100;
const IN_FLIGHT = 8;
const STEP = 4;
const WARM_UP_MS = 1_500;
const MEASURED_MS = 3_000;

const ALL: readonly TargetName[] = [
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
];
const LIGHT: readonly TargetName[] = ['raw-ws', 'raw-frame', 'specwire', 'raw-sse', 'specwire-sse'];

/** Every event to every subscriber. */
function broadcastTo(
  subscribers: number,
  targets: readonly TargetName[],
  quick?: readonly TargetName[],
): Scenario {
  return {
    name: `broadcast-${subscribers}`,
    counted: `Deliveries per CPU-second of the server: every event goes to all ${subscribers} subscribers, at most ${IN_FLIGHT} events in flight, each published in a turn of its own.`,
    targets,
    columns: [
      { figure: 'deliveriesPerCpuSecond', title: 'deliveries per CPU-second', digits: 0 },
      ...DELIVERY_COLUMNS,
    ],
    ...(quick && { quick }),
    async run({ target, checkout, haste }) {
      await using session = await Session.start({ target, checkout, specs: SPECS, audience: 'everything' });
      await session.open(subscribers);
      session.tellLoad({ kind: 'begin', step: STEP });
      await session.pace({ inFlight: IN_FLIGHT, durationMs: WARM_UP_MS / haste });
      const stretch = await measureStretch(session, STEP, () =>
        session.pace({ inFlight: IN_FLIGHT, durationMs: MEASURED_MS / haste }),
      );
      return figuresOf(stretch);
    },
  };
}

/** To few and to many subscribers. */
export const broadcasts: readonly Scenario[] = [
  broadcastTo(100, ALL),
  broadcastTo(1_000, ALL, ['raw-ws', 'specwire', 'socketio', 'yoga-ws', 'apollo', 'raw-sse', 'specwire-sse']),
  broadcastTo(5_000, ALL, ['raw-ws', 'specwire', 'yoga-ws', 'raw-sse', 'specwire-sse']),
  broadcastTo(10_000, LIGHT),
];

/** To see whether broadcasting works at all. */
export const smokeBroadcast = broadcastTo(20, ['raw-ws', 'raw-sse', 'specwire', 'specwire-sse']);
