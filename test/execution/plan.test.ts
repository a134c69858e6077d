import type { ExecutionResult } from 'graphql';
import { describe, expect, test } from 'vitest';
import { MemoryBudget } from '../../src/execution/memory-budget.ts';
import { Plan, type Envelope } from '../../src/execution/plan.ts';
import { ResultTexts } from '../../src/execution/result-text.ts';

interface Event {
  readonly n: number;
}

interface Batch {
  readonly texts: readonly string[];
  readonly bytes: number;
}

interface FixtureOptions {
  readonly resultsBytes?: number;
  readonly replaysBytes?: number;
  /** How much memory a batch says it takes for each result. */
  readonly bytes?: number;
  readonly execute?: (event: Event) => ExecutionResult | Promise<ExecutionResult>;
}

function createFixture({
  resultsBytes = 100_000,
  replaysBytes = 100_000,
  bytes = 10,
  execute = ({ n }) => ({ data: { n } }),
}: FixtureOptions = {}) {
  const executed: number[] = [];
  const texts = new ResultTexts(() => ({}));
  const memory = { results: new MemoryBudget(resultsBytes), replays: new MemoryBudget(replaysBytes) };
  const plan = new Plan({
    execute: (event) => {
      executed.push((event as Event).n);
      return execute(event as Event);
    },
    texts,
    memory,
  });
  const anEnvelope = (): Envelope<Batch> => ({
    seal: (results) => ({ texts: results.map(({ text }) => text), bytes: bytes * results.length }),
  });
  return { plan, executed, texts, memory, anEnvelope };
}

const events: readonly Event[] = [1, 2, 3, 4].map((n) => ({ n }));
const [e1, e2, e3, e4] = events as [Event, Event, Event, Event];

describe('an envelope with a view', () => {
  const views = new WeakMap<ExecutionResult, object>();
  const view = (result: ExecutionResult): object => {
    if (!views.has(result)) views.set(result, { shown: result.data });
    return views.get(result)!;
  };

  test('is given the text of what it shows, made once, and the whole result is not written out', () => {
    const { plan, texts, anEnvelope } = createFixture();
    const channel = plan.channel({ ...anEnvelope(), view });
    expect(channel.batch([e1])).toEqual({ texts: ['{"shown":{"n":1}}'], bytes: 10 });
    expect(texts.made).toBe(1);
    const pulled = plan.result(e2, view) as ExecutionResult;
    expect(pulled).toEqual({ data: { n: 2 } });
    expect(texts.textOf(view(pulled))).toBe('{"shown":{"n":2}}');
    expect(channel.batch([e2])?.texts).toEqual(['{"shown":{"n":2}}']);
    expect(texts.made).toBe(2);
  });

  test('changes nothing for others', () => {
    const { plan, anEnvelope } = createFixture();
    const [showing, whole] = [plan.channel({ ...anEnvelope(), view }), plan.channel(anEnvelope())];
    expect(showing.batch([e1])?.texts).toEqual(['{"shown":{"n":1}}']);
    expect(whole.batch([e1])?.texts).toEqual(['{"data":{"n":1}}']);
  });
});

describe('a plan', () => {
  test('executes and serialises once for each event, for several channels and whoever pulls', () => {
    const { plan, executed, texts, anEnvelope } = createFixture();
    const [a, b] = [plan.channel(anEnvelope()), plan.channel(anEnvelope())];
    const expected = { texts: ['{"data":{"n":1}}', '{"data":{"n":2}}'], bytes: 20 };
    expect(a.batch([e1, e2])).toEqual(expected);
    expect(b.batch([e1, e2])).toEqual(expected);
    expect(b.replay([e1, e2])).toEqual(expected);
    expect(plan.result(e1)).toBe(plan.result(e1));
    expect(plan.result(e2)).toEqual({ data: { n: 2 } });
    expect(executed).toEqual([1, 2]);
    expect(texts.made).toBe(2);
  });

  test('executes nothing again for a channel that was pulled before', () => {
    const { plan, executed, texts, anEnvelope } = createFixture();
    const channel = plan.channel(anEnvelope());
    expect(plan.result(e1)).toEqual({ data: { n: 1 } });
    expect(channel.batch([e1])!.texts).toEqual(['{"data":{"n":1}}']);
    expect(executed).toEqual([1]);
    expect(texts.made).toBe(1);
  });

  test('keeps no result for a channel that is alone', () => {
    const { plan, memory, anEnvelope } = createFixture();
    plan.channel(anEnvelope()).batch([e1, e2]);
    expect(memory.results.bytes).toBe(0);
  });

  test('has one channel for an envelope', () => {
    const { plan, anEnvelope } = createFixture();
    const envelope = anEnvelope();
    expect(plan.channel(envelope)).toBe(plan.channel(envelope));
    expect(plan.channel(anEnvelope())).not.toBe(plan.channel(envelope));
  });

  test('lets go of the results that were used longest ago', () => {
    const { plan, executed, memory } = createFixture({ resultsBytes: 5_000 });
    // Each takes a little over 2,048 bytes: there is room for two.
    for (const event of [e1, e2, e1, e3, e1]) void plan.result(event);
    expect(executed).toEqual([1, 2, 3]);
    void plan.result(e2);
    expect(executed).toEqual([1, 2, 3, 2]);
    expect(memory.results.bytes).toBeLessThanOrEqual(5_000);
  });

  test('counts the memory that the text of a result takes', () => {
    const { plan, memory } = createFixture({ execute: () => ({ data: { body: 'x'.repeat(10_000) } }) });
    void plan.result(e1);
    expect(memory.results.bytes).toBeGreaterThan(20_000);
  });

  test('gives a result that is too large to be kept', () => {
    const { plan, executed, memory } = createFixture({ resultsBytes: 2_000 });
    expect(plan.result(e1)).toEqual({ data: { n: 1 } });
    expect(plan.result(e1)).toEqual({ data: { n: 1 } });
    expect(executed).toEqual([1, 1]);
    expect(memory.results.bytes).toBe(0);
  });

  test('executes each time for what has no identity', () => {
    const { plan, executed } = createFixture({ execute: (event) => ({ data: { event } }) });
    const event = 'text' as unknown as object;
    expect([plan.result(event), plan.result(event)]).toEqual([{ data: { event } }, { data: { event } }]);
    expect(executed).toHaveLength(2);
  });

  test('lets go of everything at its end', () => {
    const { plan, executed, memory, anEnvelope } = createFixture();
    const channels = [plan.channel(anEnvelope()), plan.channel(anEnvelope())];
    const replays = channels.map((channel) => {
      channel.batch([e1]);
      channel.replay([e3]);
      return channel.replay([e2, e3]);
    });
    void plan.result(e4);
    expect(memory.results.bytes).toBeGreaterThan(0);
    expect(memory.replays.bytes).toBe(60);
    plan.end();
    expect(memory.results.bytes).toBe(0);
    expect(memory.replays.bytes).toBe(0);
    executed.length = 0;
    channels[0]!.batch([e1]);
    expect(executed).toEqual([1]);
    expect(channels[0]!.replay([e2, e3])).not.toBe(replays[0]);
  });

  test('whose results take their time leaves them to be pulled', async () => {
    const { plan, executed, anEnvelope } = createFixture({ execute: async ({ n }) => ({ data: { n } }) });
    const [channel] = [plan.channel(anEnvelope()), plan.channel(anEnvelope())];
    expect(channel.batch([e1])).toBeUndefined();
    expect(channel.replay([e1])).toBeUndefined();
    expect(await plan.result(e1)).toEqual({ data: { n: 1 } });
    expect(plan.result(e1)).toBe(plan.result(e1));
    expect(executed).toEqual([1]);
  });

  test('makes no batch where one of several results takes its time', () => {
    const { plan, memory, anEnvelope } = createFixture({
      execute: ({ n }) => (n === 2 ? Promise.resolve({}) : {}),
    });
    const channel = plan.channel(anEnvelope());
    expect(channel.batch([e1, e2])).toBeUndefined();
    expect(channel.replay([e1, e2])).toBeUndefined();
    expect(memory.replays.bytes).toBe(0);
    expect(channel.batch([e1])).toBeDefined();
  });
});

describe('a batch', () => {
  test('is the same for the same events as last time, and another for a part of them or others', () => {
    const { plan, anEnvelope } = createFixture();
    const channel = plan.channel(anEnvelope());
    const batch = channel.batch([e1, e2])!;
    expect(channel.batch([e1, e2])).toBe(batch);
    expect(channel.batch([e1])!.texts).toEqual(['{"data":{"n":1}}']);
    expect(channel.batch([e1, e2])).not.toBe(batch);
    expect(channel.batch([e1, e3])!.texts).toEqual(['{"data":{"n":1}}', '{"data":{"n":3}}']);
    expect(channel.batch([e3, e1])!.texts).toEqual(['{"data":{"n":3}}', '{"data":{"n":1}}']);
  });

  test('that is large is not kept for the next who asks', () => {
    const { plan, anEnvelope } = createFixture({ bytes: 8 * 1024 });
    const channel = plan.channel(anEnvelope());
    expect(channel.batch([e1, e2])).toBe(channel.batch([e1, e2]));
    expect(channel.batch([e1, e2, e3])).not.toBe(channel.batch([e1, e2, e3]));
  });
});

describe('a replay', () => {
  test('is the same for the same events, whatever came between, and another for a part of them', () => {
    const { plan, anEnvelope } = createFixture();
    const channel = plan.channel(anEnvelope());
    const replay = channel.replay([e1, e2])!;
    const other = channel.replay([e2])!;
    channel.batch([e3]);
    expect(channel.replay([e1, e2])).toBe(replay);
    expect(channel.replay([e2])).toBe(other);
    expect(channel.replay([e1])!.texts).toEqual(['{"data":{"n":1}}']);
    expect(channel.replay([e1, e2, e3])!.texts).toHaveLength(3);
  });

  test('takes the place of one that began with the same event', () => {
    const { plan, memory, anEnvelope } = createFixture();
    const channel = plan.channel(anEnvelope());
    channel.replay([e1, e2, e3]);
    const replay = channel.replay([e1, e2]);
    expect(memory.replays.bytes).toBe(20);
    expect(channel.replay([e1, e2])).toBe(replay);
  });

  test('is kept as long as there is memory: what was used longest ago goes first', () => {
    const { plan, memory, anEnvelope } = createFixture({ replaysBytes: 20 });
    const channel = plan.channel(anEnvelope());
    const first = channel.replay([e1]);
    const second = channel.replay([e2]);
    expect(channel.replay([e1])).toBe(first);
    channel.replay([e3]);
    expect(channel.replay([e1])).toBe(first);
    expect(channel.replay([e2])).not.toBe(second);
    expect(memory.replays.bytes).toBe(20);
  });

  test('that is too large is given and not kept', () => {
    const { plan, memory, anEnvelope } = createFixture({ replaysBytes: 20 });
    const channel = plan.channel(anEnvelope());
    const small = channel.replay([e4]);
    const large = channel.replay([e1, e2, e3])!;
    expect(large.texts).toHaveLength(3);
    expect(channel.replay([e1, e2, e3])).not.toBe(large);
    expect(channel.replay([e4])).toBe(small);
    expect(memory.replays.bytes).toBe(10);
  });
});
