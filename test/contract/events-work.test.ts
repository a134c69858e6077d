import { expect, test } from 'vitest';
import { changeBetween } from '../../src/spec/spec-change.ts';
import { EventStreamReader } from '../support/event-stream-reader.ts';
import { startServer } from '../support/server.ts';
import { aSpec } from '../support/specs.ts';

// What deliveries cost, counted: noise cannot touch these figures.

test.each([
  ['handed over', '', 'spec.created', 1],
  ['in batches', 'batch=true', 'specs.batch', 1],
  ['pulled, for each filter', 'windowMs=1', 'spec.created', 2],
])(
  'an event is executed, serialised and framed once for all who ask the same, %s',
  async (_how, search, event, once) => {
    await using server = await startServer();
    const { log, hub, work } = server.services;
    const address = (filter: string) => new URL(`/api/events?${search}&${filter}`, server.url).href;
    const streams = await Promise.all(
      Array.from({ length: 30 }, (_, at) => EventStreamReader.open(address(at % 2 ? 'ids=E1,E0' : ''))),
    );
    await expect.poll(() => hub.size).toBe(streams.length);
    const commit = async (id: string): Promise<unknown[]> => {
      log.append([changeBetween(undefined, aSpec({ id }))!], []);
      return Promise.all(streams.map((stream) => stream.event()));
    };
    // A first change makes every subscription known as one that keeps up.
    await commit('E0');
    const before = work();
    const events = await commit('E1');
    const after = work();
    expect(events).toEqual(streams.map(() => events[0]));
    expect(events[0]).toMatchObject({ event });
    expect(after.executions - before.executions).toBe(once);
    expect(after.serialisations - before.serialisations).toBe(once);
    for (const stream of streams) await stream[Symbol.asyncDispose]();
  },
);
