import { Session } from '../runner/session.ts';
import type { TargetName } from '../runner/targets.ts';
import { measureStretch } from '../scenarios/stretch.ts';
import { costOf, lineThrough } from './line.ts';
import type { Probe } from './probe.ts';

const SPECS = 100;
const MORE = 500;
const MANY = 2_000;
const GROUPS = 100;
const IN_FLIGHT = 8;
const WARM_UP_MS = 1_000;
const MEASURED_MS = 2_000;

/** What a change costs that goes to everybody. */
export function broadcastsOf(target: TargetName, name: string): Probe {
  return async (checkout) => {
    const eventTo = async (subscribers: number, inFlight = 1): Promise<number> => {
      // Another for each: whoever comes late would have to get the events from before, too.
      await using session = await Session.start({ target, checkout, specs: SPECS, audience: 'everything' });
      await session.open(subscribers);
      return await cpuOfEvent(session, inFlight);
    };
    const [one, more] = [await eventTo(1), await eventTo(MORE)];
    const many = await eventTo(MANY);
    const dense = await eventTo(MANY, IN_FLIGHT);
    const line = lineThrough({ count: 1, cost: one }, { count: MORE, cost: more });
    return {
      units: [
        { title: `CPU per commit, with a delivery to one, ${name}`, unit: 'µs', value: one },
        { title: `CPU per delivery, one change at a time to ${MORE}, ${name}`, unit: 'µs', value: line.each },
        {
          title: `CPU per delivery, ${IN_FLIGHT} changes in flight to ${MANY}, ${name}`,
          unit: 'µs',
          value: dense / MANY,
        },
      ],
      predictions: [
        {
          title: `CPU of one change to ${MANY} subscribers from 1 and ${MORE}, ${name}`,
          unit: 'ms',
          predicted: costOf(line, MANY) / 1_000,
          measured: many / 1_000,
        },
      ],
    };
  };
}

/** What it costs that subscribers ask for different things, though all get each change. */
export const groups: Probe = async (checkout) => {
  const costFor = async (audience: 'everything' | 'one-document-each'): Promise<number> => {
    await using session = await Session.start({ target: 'specwire', checkout, specs: SPECS, audience });
    await session.open(GROUPS);
    return await cpuOfEvent(session, 1);
  };
  const alike = await costFor('everything');
  const different = await costFor('one-document-each');
  return {
    units: [
      {
        title: 'CPU per matching group (document, variables, sight) and change',
        unit: 'µs',
        value: (different - alike) / (GROUPS - 1),
      },
    ],
    predictions: [],
  };
};

/** CPU time of the server for each event, in microseconds. */
async function cpuOfEvent(session: Session, inFlight: number): Promise<number> {
  const step = Math.ceil(inFlight / 2);
  session.tellLoad({ kind: 'begin', step });
  await session.pace({ inFlight, durationMs: WARM_UP_MS });
  const { before, after, events } = await measureStretch(session, step, () =>
    session.pace({ inFlight, durationMs: MEASURED_MS }),
  );
  return (after.cpuMicros - before.cpuMicros) / events;
}
