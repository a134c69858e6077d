import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Hub } from '../../src/delivery/hub.ts';
import type { Subscriber, SubscriberOptions } from '../../src/delivery/subscriber.ts';
import type { LogEntry } from '../../src/log/change-log.ts';
import { createMemoryLog, type MemoryLogOptions } from '../../src/log/memory-log.ts';
import { changedId } from '../../src/spec/spec-change.ts';
import { createChangePredicate, type SpecChangeFilter } from '../../src/spec/spec-change-filter.ts';
import { createSpecPredicate } from '../../src/spec/spec-filter.ts';
import type { Spec } from '../../src/spec/spec.ts';
import { FakeReader } from '../support/fake-reader.ts';
import { aStep, World } from '../support/histories.ts';

/** What happens next, to whichever of the subscribers the number leads to. */
const event = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('commit' as const),
      steps: fc.array(aStep(), { minLength: 1, maxLength: 6 }),
    }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('turn' as const) }) },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constantFrom('fill' as const, 'drain' as const), whom: fc.nat(99) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constantFrom('join' as const, 'leave' as const), whom: fc.nat(99) }),
  },
);

type Event = typeof event extends fc.Arbitrary<infer T> ? T : never;

const FILTERS: readonly SpecChangeFilter[] = [
  {},
  { ids: ['E1'], includeChildren: true },
  { ids: ['E?', 'E2-*'] },
];
const PLANS = [{}, {}];
/** With all seats alike, groups are large; with few kinds of them, several. */
const seat = fc.record({
  filter: fc.constantFrom(...FILTERS),
  plan: fc.constantFrom(...PLANS),
  conflate: fc.constantFrom(true, true, false),
  order: fc.constantFrom('COMMITTED' as const, 'COMMITTED' as const, 'PRIORITY' as const),
  maxItems: fc.constantFrom(1, 1, 3, 100),
});

type Seat = typeof seat extends fc.Arbitrary<infer T> ? T : never;

interface Follower {
  readonly seat: Seat;
  readonly subscriber: Subscriber;
  readonly reader: FakeReader;
  /** What it knew when it came, and where the log stood. */
  readonly known: Map<string, Spec>;
  readonly since: number;
  /** Where the log stood when it left. */
  until: number | undefined;
}

/** Several followers on one hub, through everything; a clock that leaps makes every turn a short one. */
async function live(events: readonly Event[], seats: readonly Seat[], limits: MemoryLogOptions) {
  const log = createMemoryLog(limits);
  let clock = 0;
  using hub = new Hub({ log, clock: () => (clock += 3) });
  const world = new World();
  const committed: LogEntry[] = [];
  log.onCommit((entries) => committed.push(...entries));
  const followers: Follower[] = [];

  function join(chosen: Seat): void {
    const { filter, plan, ...shape } = chosen;
    const options: SubscriberOptions = { ...shape, windowMs: 0, maxPerSecond: Infinity, snapshot: false };
    const subscriber = hub.subscribe(filter, options);
    const reader = new FakeReader(plan);
    subscriber.attach(reader);
    void subscriber.next();
    const matches = createSpecPredicate(filter);
    const known = new Map([...log.specs].filter(matches).map((spec) => [spec.id, spec]));
    followers.push({ seat: chosen, subscriber, reader, known, since: log.head, until: undefined });
  }

  async function act(one: Event): Promise<void> {
    switch (one.do) {
      case 'commit':
        return log.append(world.take(one.steps), []);
      case 'turn':
        return new Promise((resolve) => void setImmediate(resolve));
      case 'join':
        return join(seats[one.whom % seats.length]!);
      case 'fill':
        return followers[one.whom % followers.length]!.reader.fill();
      case 'drain':
        return followers[one.whom % followers.length]!.reader.drain();
      case 'leave': {
        const follower = followers[one.whom % followers.length]!;
        follower.until ??= log.head;
        await follower.subscriber.return();
      }
    }
  }

  for (const chosen of seats) join(chosen);
  for (const one of events) await act(one);
  for (const { reader } of followers) reader.drain();
  for (let turn = 0; turn < 200; turn += 1) await act({ do: 'turn' });
  const specs = [...log.specs];
  for (const { subscriber } of followers) await subscriber.return();
  expect([hub.size, hub.interests, hub.groups]).toEqual([0, 0, 0]);
  return { followers, committed, specs };
}

const LONG = { minLength: 10, maxLength: 60, size: 'max' } as const;
const seats = fc.array(seat, { minLength: 2, maxLength: 12, size: 'max' });

test('every reader gets each change once, in order, whoever comes, goes or has no room meanwhile', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(event, LONG), seats, async (events, asked) => {
      const plain = asked.map((each) => ({ ...each, conflate: false, order: 'COMMITTED' as const }));
      const { followers, committed } = await live(events, plain, {});
      for (const {
        seat: { filter },
        reader,
        since,
        until,
      } of followers) {
        const matches = createChangePredicate(filter);
        const positions = reader.taken.flatMap((delivery) =>
          delivery.kind === 'changes' ? delivery.items.map(({ place }) => place.position) : [Number.NaN],
        );
        const expected = committed.flatMap(({ change, position }) =>
          position > since && matches(change) ? [position] : [],
        );
        // Who left may not have got what was committed last.
        const due = until === undefined ? expected : expected.slice(0, positions.length);
        expect(positions).toEqual(due);
        expect(positions.every((position) => position <= (until ?? Infinity))).toBe(true);
      }
    }),
    { numRuns: 150 },
  );
});

test('what each reader gets adds up to what there is, joined or not, also past the window', async () => {
  const limits = fc.record({ windowChanges: fc.constantFrom(0, 3, 1000) });
  await fc.assert(
    fc.asyncProperty(fc.array(event, LONG), seats, limits, async (events, asked, small) => {
      const { followers, specs } = await live(events, asked, small);
      for (const {
        seat: { filter, order },
        reader,
        known,
        until,
      } of followers) {
        const folded = new Map(known);
        for (const delivery of reader.taken) {
          if (delivery.kind !== 'changes') throw new Error(`A ${delivery.kind} came.`);
          for (const { change } of delivery.items) {
            const id = changedId(change);
            if (order === 'COMMITTED' && folded.has(id) === (change.kind === 'created')) {
              throw new Error(`${change.kind} ${id}, which the reader ${folded.has(id) ? 'has' : 'has not'}`);
            }
            if (change.kind === 'deleted') folded.delete(id);
            else folded.set(id, change.after);
          }
        }
        if (until !== undefined) continue;
        const expected = specs.filter(createSpecPredicate(filter)).map((spec) => [spec.id, spec]);
        expect(Object.fromEntries(folded)).toEqual(Object.fromEntries(expected));
      }
    }),
    { numRuns: 150 },
  );
});
