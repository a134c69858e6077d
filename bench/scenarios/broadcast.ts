import { Session } from '../runner/session.ts';
import type { TargetName } from '../runner/targets.ts';
import { DELIVERY_COLUMNS, figuresOf } from './measured.ts';
import type { Scenario } from './scenario.ts';
import { measureStretch } from './stretch.ts';

const SPECS = 100;
const IN_FLIGHT = 8;
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

interface BroadcastOptions {
  readonly name: string;
  readonly subscribers: number;
  readonly targets: readonly TargetName[];
  /** Most events that have not reached everyone. @default 8 */
  readonly inFlight?: number;
  readonly quick?: readonly TargetName[];
}

/** Every event to every subscriber. */
function broadcast({ name, subscribers, targets, inFlight = IN_FLIGHT, quick }: BroadcastOptions): Scenario {
  const pace =
    inFlight === 1
      ? 'each event is published when everyone has the one before, so that none can leave together with another'
      : `at most ${inFlight} events in flight, each published in a turn of its own`;
  const step = Math.ceil(inFlight / 2);
  return {
    name,
    counted: `Deliveries per CPU-second of the server: every event goes to all ${subscribers} subscribers; ${pace}.`,
    targets,
    columns: [
      { figure: 'deliveriesPerCpuSecond', title: 'deliveries per CPU-second', digits: 0 },
      ...DELIVERY_COLUMNS,
    ],
    ...(quick && { quick }),
    async run({ target, checkout, haste }) {
      await using session = await Session.start({ target, checkout, specs: SPECS, audience: 'everything' });
      await session.open(subscribers);
      session.tellLoad({ kind: 'begin', step });
      await session.pace({ inFlight, durationMs: WARM_UP_MS / haste });
      const stretch = await measureStretch(session, step, () =>
        session.pace({ inFlight, durationMs: MEASURED_MS / haste }),
      );
      return figuresOf(stretch);
    },
  };
}

function broadcastTo(
  subscribers: number,
  targets: readonly TargetName[],
  quick?: readonly TargetName[],
): Scenario {
  return broadcast({ name: `broadcast-${subscribers}`, subscribers, targets, ...(quick && { quick }) });
}

/** To few and to many subscribers; and one event at a time, which shows what is left where nothing can be batched. */
export const broadcasts: readonly Scenario[] = [
  broadcastTo(100, ALL),
  broadcastTo(1_000, ALL, ['raw-ws', 'specwire', 'socketio', 'yoga-ws', 'apollo', 'raw-sse', 'specwire-sse']),
  broadcastTo(5_000, ALL, ['raw-ws', 'specwire', 'yoga-ws', 'raw-sse', 'specwire-sse']),
  broadcastTo(10_000, LIGHT),
  broadcast({ name: 'lone-1000', subscribers: 1_000, targets: LIGHT, inFlight: 1 }),
];

/** To see whether broadcasting works at all. */
export const smokeBroadcast = broadcastTo(20, ['raw-ws', 'raw-sse', 'specwire', 'specwire-sse']);
