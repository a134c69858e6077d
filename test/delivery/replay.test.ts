import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Delivery } from '../../src/delivery/delivery.ts';
import { Hub } from '../../src/delivery/hub.ts';
import type { Subscriber, SubscriberOptions } from '../../src/delivery/subscriber.ts';
import type { LogEntry } from '../../src/log/change-log.ts';
import { parseCursor } from '../../src/log/cursor.ts';
import { createMemoryLog } from '../../src/log/memory-log.ts';
import { changeBetween, changedId, type SpecChange } from '../../src/spec/spec-change.ts';
import { createChangePredicate, type SpecChangeFilter } from '../../src/spec/spec-change-filter.ts';
import type { Spec } from '../../src/spec/spec.ts';
import { aSpec } from '../support/specs.ts';

/** Long enough that changes pile up, are read in part, and the reader is cut off then. */
const LONG = { minLength: 30, maxLength: 90, size: 'max' } as const;

const IDS = ['E1', 'E1-F1', 'E1-F2', 'E1-F2-T1', 'E2', 'E2-F1', 'E10'];

/** What happens next: somebody edits, somebody commits what was edited, a client reads, a client is cut off. */
const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('edit' as const),
      id: fc.constantFrom(...IDS),
      to: fc.option(
        fc.record({
          status: fc.constantFrom('draft', 'done'),
          priority: fc.constantFrom('CRITICAL' as const, 'HIGH' as const, 'LOW' as const, null),
        }),
        { freq: 4 },
      ),
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('commit' as const) }) },
  {
    weight: 6,
    arbitrary: fc.record({ do: fc.constant('read' as const), times: fc.integer({ min: 1, max: 4 }) }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('cut' as const) }) },
);

type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

const filter = fc.constantFrom<SpecChangeFilter>(
  {},
  { ids: ['E1'], includeChildren: true },
  { ids: ['E1-*', 'E2'] },
  { ids: ['E?'] },
);

const options = fc.record({
  order: fc.constantFrom('COMMITTED' as const, 'PRIORITY' as const),
  conflate: fc.boolean(),
  maxItems: fc.constantFrom(1, 2, 100),
  snapshot: fc.boolean(),
});

type Options = typeof options extends fc.Arbitrary<infer T> ? T : never;

/** One client on one log, through every step; returns all that it was delivered and all that was committed. */
async function live(
  steps: readonly Step[],
  chosen: SpecChangeFilter,
  how: Options,
  limits: { readonly windowChanges: number; readonly tombstones: number },
) {
  const log = createMemoryLog(limits);
  using hub = new Hub({ log });
  const committed: LogEntry[] = [];
  log.onCommit((entries) => committed.push(...entries));
  const edited = new Map<string, Spec>();
  const deliveries: { readonly delivery: Delivery; readonly specs: readonly Spec[] }[] = [];
  const shape: SubscriberOptions = { ...how, windowMs: 0, maxPerSecond: Infinity };
  let cursor: string | undefined;
  let version = 0;

  const subscribe = (): Subscriber => {
    const subscriber = hub.subscribe(chosen, shape, cursor ? parseCursor(cursor) : undefined);
    // Who is cut off before the first delivery resumes from what was told at the start.
    cursor ??= subscriber.cursor;
    return subscriber;
  };
  let subscriber = subscribe();
  let reading: Promise<IteratorResult<Delivery, undefined>> | undefined;
  const read = async (): Promise<boolean> => {
    reading ??= subscriber.next();
    const result = await Promise.race([
      reading,
      new Promise<undefined>((resolve) => setImmediate(() => resolve(undefined))),
    ]);
    if (!result || result.done) return false;
    reading = undefined;
    ({ cursor } = result.value);
    deliveries.push({ delivery: result.value, specs: [...log.specs] });
    return true;
  };
  const commit = () => {
    const changes: SpecChange[] = [];
    for (const id of IDS) {
      const change = changeBetween(log.specs.get(id), edited.get(id));
      if (change) changes.push(change);
    }
    log.append(changes, []);
  };

  for (const one of steps) {
    switch (one.do) {
      case 'edit':
        version += 1;
        if (one.to) edited.set(one.id, aSpec({ id: one.id, title: `Version ${version}`, ...one.to }));
        else edited.delete(one.id);
        break;
      case 'commit':
        commit();
        break;
      case 'read':
        for (let time = 0; time < one.times; time += 1) if (!(await read())) break;
        break;
      case 'cut':
        await subscriber.return();
        await reading;
        reading = undefined;
        subscriber = subscribe();
        break;
    }
  }
  commit();
  while (await read());
  await subscriber.return();
  await reading;
  expect([hub.size, hub.interests]).toEqual([0, 0]);
  return { deliveries, committed, specs: [...log.specs] };
}

/** Folds deliveries as a client does, and complains of what cannot be. */
function fold(
  deliveries: Awaited<ReturnType<typeof live>>['deliveries'],
  chosen: SpecChangeFilter,
  strict: boolean,
) {
  const matches = createChangePredicate(chosen);
  const known = new Map<string, Spec>();
  const replace = (specs: readonly Spec[]) => {
    known.clear();
    for (const spec of specs) if (matches({ kind: 'created', after: spec })) known.set(spec.id, spec);
  };
  for (const { delivery, specs } of deliveries) {
    if (delivery.kind !== 'changes') {
      replace(delivery.kind === 'snapshot' ? delivery.specs : specs);
      continue;
    }
    for (const { change } of delivery.items) {
      const id = changedId(change);
      if (strict && known.has(id) === (change.kind === 'created')) {
        throw new Error(`${change.kind} ${id}, which the client ${known.has(id) ? 'has' : 'does not have'}`);
      }
      if (change.kind === 'deleted') known.delete(id);
      else known.set(id, change.after);
    }
  }
  return [...known.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}

test('nothing is missed, repeated or out of order, wherever a client is cut off', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, LONG), filter, options, async (steps, chosen, how) => {
      const each: Options = { ...how, conflate: false, snapshot: false };
      const { deliveries, committed } = await live(steps, chosen, each, {
        windowChanges: 1000,
        tombstones: 1000,
      });
      const matches = createChangePredicate(chosen);
      const expected = committed.filter(({ change }) => matches(change)).map(({ position }) => position);
      const items = deliveries.flatMap(({ delivery }) => (delivery.kind === 'changes' ? delivery.items : []));
      const positions = items.map(({ place }) => place.position);
      if (how.order === 'COMMITTED') expect(positions).toEqual(expected);
      expect(positions.toSorted((a, b) => a - b)).toEqual(expected);
      for (const id of IDS) {
        const own = items.filter(({ change }) => changedId(change) === id).map(({ place }) => place.position);
        expect(own).toEqual(own.toSorted((a, b) => a - b));
      }
    }),
    { numRuns: 150 },
  );
});

test('what is delivered adds up to what there is, from a full window', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, LONG), filter, options, async (steps, chosen, how) => {
      const { deliveries, specs } = await live(steps, chosen, how, { windowChanges: 1000, tombstones: 1000 });
      const matches = createChangePredicate(chosen);
      const expected = specs.filter((after) => matches({ kind: 'created', after }));
      expect(fold(deliveries, chosen, true)).toEqual(expected.sort((a, b) => (a.id < b.id ? -1 : 1)));
      expect(deliveries.filter(({ delivery }) => delivery.kind === 'resync')).toEqual([]);
    }),
    { numRuns: 200 },
  );
});

test('and also where the window is gone, and where tombstones are', async () => {
  const small = fc.record({
    windowChanges: fc.integer({ min: 0, max: 4 }),
    tombstones: fc.constantFrom(0, 1, 100),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(step, LONG), filter, options, small, async (steps, chosen, how, limits) => {
      const { deliveries, specs, committed } = await live(steps, chosen, how, limits);
      const matches = createChangePredicate(chosen);
      const expected = specs.filter((after) => matches({ kind: 'created', after }));
      const strict = how.order === 'COMMITTED';
      expect(fold(deliveries, chosen, strict)).toEqual(expected.sort((a, b) => (a.id < b.id ? -1 : 1)));
      const deletions = committed.filter(({ change }) => change.kind === 'deleted').length;
      const lost = deliveries.filter(({ delivery }) => delivery.kind === 'resync');
      // A deletion can only be forgotten where there were more of them than tombstones.
      if (deletions <= limits.tombstones) expect(lost).toEqual([]);
    }),
    { numRuns: 300 },
  );
});
