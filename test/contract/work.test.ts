import { Socket } from 'node:net';
import { afterEach, expect, test, vi } from 'vitest';
import { changeBetween } from '../../src/spec/spec-change.ts';
import type { Spec } from '../../src/spec/spec.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { aSpec } from '../support/specs.ts';
import { TRANSPORTS, type Driver } from '../support/transport-suite.ts';

// What deliveries cost, counted: noise cannot touch these figures, so a change that makes them grow fails here.

afterEach(() => {
  vi.restoreAllMocks();
});

const ONE =
  'subscription One($filter: SpecChangeFilter) { specChanged(filter: $filter) { __typename cursor ... on SpecCreated { spec { id title } } } }';
const OTHER = 'subscription { specChanged { ... on SpecChange { specId } } }';

interface Asked {
  readonly transport: string;
  readonly count: number;
  readonly query: string;
  readonly variables?: Record<string, unknown>;
  /** Operations on one connection. @default 1 */
  readonly operations?: number;
}

/** Connects clients, and gives the means to wait until each subscription has heard of a change of a spec. */
async function audience(server: TestServer, asked: readonly Asked[]) {
  const drivers: Driver[] = [];
  const received: unknown[][] = [];
  let subscriptions = 0;
  for (const { transport, count, query, variables = {}, operations = 1 } of asked) {
    const { connect } = TRANSPORTS.find(({ name }) => name === transport)!;
    for (let at = 0; at < count; at += 1) {
      const driver = connect(server.url.href);
      drivers.push(driver);
      for (let operation = 0; operation < operations; operation += 1) {
        const results: unknown[] = [];
        received.push(results);
        subscriptions += 1;
        void read(driver, { query, variables }, results);
      }
    }
  }
  await expect.poll(() => server.services.hub.size, { timeout: 10_000 }).toBe(subscriptions);
  // A first change makes every operation known as one that keeps up.
  await commit(server, received, [aSpec({ id: 'E0' })], received.length);
  return {
    received,
    [Symbol.dispose]: () => {
      for (const driver of drivers) driver[Symbol.dispose]();
    },
  };
}

async function read(driver: Driver, request: Parameters<Driver['iterate']>[0], results: unknown[]) {
  try {
    for await (const result of driver.iterate(request)) results.push(result);
  } catch (error) {
    // As a client that was disposed ends; one that failed earlier lacks results, which the test waits for.
    results.push(error);
  }
}

/** Commits specs together and waits until so many results have come; gives what that cost. */
async function commit(
  server: TestServer,
  received: readonly unknown[][],
  specs: readonly Spec[],
  due: number,
) {
  const { log, work } = server.services;
  const count = () => received.reduce((sum, { length }) => sum + length, 0);
  const before = { ...work(), received: count() };
  const port = Number(server.url.port);
  const write = vi.spyOn(Socket.prototype, 'write');
  log.append(
    specs.flatMap((spec) => changeBetween(log.specs.get(spec.id), spec) ?? []),
    [],
  );
  await expect.poll(() => count() - before.received, { timeout: 10_000 }).toBe(due);
  const writes = write.mock.contexts.filter((socket) => (socket as Socket).localPort === port).length;
  write.mockRestore();
  const after = work();
  return {
    executions: after.executions - before.executions,
    serialisations: after.serialisations - before.serialisations,
    evaluations: after.evaluations - before.evaluations,
    visits: after.visits - before.visits,
    writes,
  };
}

test('a change is executed and serialised once for each question, and written once to each connection', async () => {
  await using server = await startServer();
  const e1 = { filter: { ids: ['E1', 'E0'] } };
  using all = await audience(server, [
    { transport: 'WebSocket', count: 20, query: ONE },
    { transport: 'distinct event streams on /graphql', count: 20, query: ONE },
    { transport: 'WebSocket', count: 10, query: OTHER },
    { transport: 'WebSocket', count: 10, query: ONE, variables: e1 },
    { transport: 'WebSocket', count: 10, query: ONE, variables: { filter: { ids: ['E2', 'E0'] } } },
  ]);
  const cost = await commit(server, all.received, [aSpec({ id: 'E1' })], 60);
  expect(cost).toEqual({
    // Two questions: the filter chooses the events, and is no part of one.
    executions: 2,
    serialisations: 2,
    // The filter that has no criterion, and the one that names the spec.
    evaluations: 2,
    // Everything over WebSocket, everything over event streams, the other question, and those who named the spec.
    visits: 4,
    writes: 60,
  });
});

test('several changes at once are as many results, and still one write to each connection', async () => {
  await using server = await startServer();
  using all = await audience(server, [
    { transport: 'WebSocket', count: 20, query: ONE },
    { transport: 'distinct event streams on /graphql/stream', count: 20, query: ONE },
    { transport: 'a single event stream', count: 10, query: ONE },
  ]);
  const specs = Array.from({ length: 20 }, (_, at) => aSpec({ id: `E${at + 1}` }));
  expect(await commit(server, all.received, specs, 50 * 20)).toEqual({
    executions: 20,
    serialisations: 20,
    evaluations: 20,
    visits: 3,
    writes: 50,
  });
  for (const results of all.received) {
    expect(
      results.map(
        (result) => (result as { data: { specChanged: { spec: { id: string } } } }).data.specChanged.spec.id,
      ),
    ).toEqual(['E0', ...specs.map(({ id }) => id)]);
  }
});

test('what several operations of one connection have to say leaves in one write', async () => {
  await using server = await startServer();
  using all = await audience(server, [
    { transport: 'WebSocket', count: 3, query: ONE, operations: 10 },
    { transport: 'a single event stream', count: 3, query: OTHER, operations: 10 },
  ]);
  expect(await commit(server, all.received, [aSpec({ id: 'E1' })], 60)).toEqual({
    executions: 2,
    serialisations: 2,
    evaluations: 1,
    visits: 2,
    writes: 6,
  });
});

test('who asked for something else is not touched, however many they are', async () => {
  await using server = await startServer();
  const clients: Asked[] = Array.from({ length: 60 }, (_, at) => ({
    transport: 'WebSocket',
    count: 1,
    query: ONE,
    variables: { filter: { ids: [`E${at}`, 'E0'] } },
  }));
  using all = await audience(server, clients);
  expect(await commit(server, all.received, [aSpec({ id: 'E7' })], 1)).toEqual({
    executions: 1,
    serialisations: 1,
    evaluations: 1,
    visits: 1,
    writes: 1,
  });
});
