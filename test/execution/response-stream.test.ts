import type { ExecutionResult } from 'graphql';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { Delivery } from '../../src/delivery/delivery.ts';
import { Hub, joinedIn } from '../../src/delivery/hub.ts';
import type { EventSource } from '../../src/execution/event-source.ts';
import { MemoryBudget } from '../../src/execution/memory-budget.ts';
import { Plan, type Envelope } from '../../src/execution/plan.ts';
import { Plans } from '../../src/execution/plans.ts';
import {
  ResponseStream,
  type ResponseStreamOptions,
  type ResultSink,
} from '../../src/execution/response-stream.ts';
import { ResultTexts } from '../../src/execution/result-text.ts';
import { createMemoryLog } from '../../src/log/memory-log.ts';
import { LoopShare } from '../../src/loop-share.ts';
import { changeBetween, changedId } from '../../src/spec/spec-change.ts';
import type { Spec } from '../../src/spec/spec.ts';
import { ControllableSource } from '../support/controllable-source.ts';
import { aSpec } from '../support/specs.ts';
import { Waiter } from '../support/waiter.ts';

interface Batch {
  readonly results: readonly ExecutionResult[];
  readonly bytes: number;
}

const envelope: Envelope<Batch> = {
  seal: (sealed) => ({ results: sealed.map(({ result }) => result), bytes: 10 }),
};

/** A transport of which a test says when its network takes more. */
class ControllableSink implements ResultSink<Batch> {
  readonly envelope = envelope;
  /** The batches it was handed, each as the IDs it tells of. */
  readonly taken = new Waiter<unknown[]>();
  latest: Batch | undefined;
  #room: PromiseWithResolvers<void> | undefined;

  block(): void {
    this.#room = Promise.withResolvers();
  }

  unblock(): void {
    this.#room?.resolve();
    this.#room = undefined;
  }

  room(): Promise<void> | undefined {
    return this.#room?.promise;
  }

  take(batch: Batch): void {
    this.latest = batch;
    this.taken.put(batch.results.map(({ data }) => data?.['ids']));
  }
}

/** Never used up. */
const share = new LoopShare({ sliceMs: 1, now: () => 0 });

function answerTo(delivery: Delivery): ExecutionResult {
  return {
    data: {
      ids:
        delivery.kind === 'changes'
          ? delivery.items.map(({ change }) => changedId(change)).join()
          : delivery.kind,
    },
  };
}

const hubs: Hub[] = [];
afterEach(() => {
  vi.restoreAllMocks();
  for (const hub of hubs.splice(0)) hub[Symbol.dispose]();
});

function createFixture(
  execute: (delivery: Delivery) => ExecutionResult | Promise<ExecutionResult> = answerTo,
) {
  const log = createMemoryLog();
  const hub = new Hub({ log });
  hubs.push(hub);
  const plans = new Plans();
  const memory = { results: new MemoryBudget(100_000), replays: new MemoryBudget(100_000) };
  const onTaken: unknown[] = [];
  const host = {
    share,
    joinedIn: (event: unknown) => joinedIn(event as Delivery),
    onSourceError: (error: unknown) => ({ data: { error } }),
    onTaken: (event: unknown) => onTaken.push(event),
  };
  const createPlan = () =>
    new Plan({ execute: (event) => execute(event as Delivery), texts: new ResultTexts(() => ({})), memory });
  const open = (options: Partial<ResponseStreamOptions> = {}) => {
    const tally = { delivered: 0, conflated: 0 };
    const source = hub.subscribe(
      {},
      {
        order: 'COMMITTED',
        conflate: true,
        windowMs: 0,
        maxPerSecond: Infinity,
        maxItems: 1,
        snapshot: false,
      },
    );
    const seat = 'seat' in options ? options.seat : plans.join('question', createPlan);
    const stream = new ResponseStream(
      { source, execute: undefined, tally, context: {}, ...options, seat },
      host,
    );
    return { stream, tally };
  };
  /** One that is attached to a sink. */
  const attach = (options: Partial<ResponseStreamOptions> = {}) => {
    const opened = open(options);
    const sink = new ControllableSink();
    opened.stream.attach(sink);
    return { ...opened, sink };
  };
  /** Commits these versions together. */
  const commit = (...versions: Spec[]) =>
    log.append(
      versions.flatMap((version) => changeBetween(log.specs.get(version.id), version) ?? []),
      [],
    );
  const witness = waiting(attach({ seat: new Plans().join('of another', createPlan) }));
  /** Commits them, and waits until all who are served at once have been. */
  const commitAndServe = async (...versions: Spec[]) => {
    commit(...versions);
    await witness.sink.taken.next();
  };
  return { hub, plans, memory, onTaken, open, attach, commit, commitAndServe };
}

/** With a `next()` pending. */
function waiting<T extends { readonly stream: ResponseStream }>(opened: T) {
  return { ...opened, pending: opened.stream.next() };
}

const [e1, e2] = ['E1', 'E2'].map((id) => aSpec({ id })) as [Spec, Spec];

describe('a stream that is attached to a sink', () => {
  test('hands it batches as long as a next() is pending', async () => {
    const { attach, commitAndServe, onTaken } = createFixture();
    const { stream, sink, pending, tally } = waiting(attach());
    await commitAndServe(e1, e2);
    expect(await sink.taken.next()).toEqual(['E1', 'E2']);
    await commitAndServe(aSpec({ id: 'E1', title: 'anew' }));
    expect(await sink.taken.next()).toEqual(['E1']);
    expect(tally).toEqual({ delivered: 3, conflated: 0 });
    await stream.return();
    expect(await pending).toEqual({ done: true, value: undefined });
    // Whoever hands out batches counts them too.
    expect(onTaken).toEqual([]);
  });

  test('hands it the batch that others get who ask the same', async () => {
    const executed: unknown[] = [];
    const { hub, attach, commitAndServe } = createFixture((delivery) => {
      executed.push(delivery);
      return answerTo(delivery);
    });
    const [one, other] = [waiting(attach()), waiting(attach())];
    await commitAndServe(e1);
    expect(other.sink.latest).toBeDefined();
    expect(other.sink.latest).toBe(one.sink.latest);
    // One for the witness, who asks something else.
    expect(executed).toHaveLength(2);
    expect(hub.groups).toBe(2);
  });

  test('hands it nothing as long as no next() is pending', async () => {
    const { attach, commitAndServe } = createFixture();
    const { stream, sink, tally } = attach();
    await commitAndServe(e1);
    await commitAndServe(e2);
    expect(sink.taken.waiting).toEqual([]);
    expect(tally).toEqual({ delivered: 0, conflated: 0 });
    void stream.next();
    expect(await sink.taken.next()).toEqual(['E1', 'E2']);
    expect(tally).toEqual({ delivered: 2, conflated: 0 });
  });

  test('hands it nothing as long as it has no room, and then what has become of it', async () => {
    const { attach, commitAndServe } = createFixture();
    const { sink, tally } = waiting(attach());
    sink.block();
    await commitAndServe(e1);
    await commitAndServe(aSpec({ id: 'E1', title: 'anew' }), e2);
    await commitAndServe(aSpec({ id: 'E1', title: 'and anew' }));
    expect(sink.taken.waiting).toEqual([]);
    sink.unblock();
    expect(await sink.taken.next()).toEqual(['E2', 'E1']);
    expect(tally).toEqual({ delivered: 2, conflated: 2 });
    await commitAndServe(aSpec({ id: 'E2', title: 'anew' }));
    expect(await sink.taken.next()).toEqual(['E2']);
    expect(tally).toEqual({ delivered: 3, conflated: 2 });
  });

  test('leaves nothing when it is returned while a batch is held back', async () => {
    const { hub, plans, memory, attach, commitAndServe } = createFixture();
    const { stream, sink, pending, tally } = waiting(attach());
    sink.block();
    await commitAndServe(e1);
    sink.unblock();
    await sink.taken.next();
    expect({ plans: plans.size, replays: memory.replays.bytes }).toEqual({ plans: 1, replays: 10 });
    sink.block();
    await commitAndServe(e2);
    await stream.return();
    expect(await pending).toEqual({ done: true, value: undefined });
    sink.unblock();
    await commitAndServe(aSpec({ id: 'E1', title: 'anew' }));
    expect(sink.taken.waiting).toEqual([]);
    expect(tally).toEqual({ delivered: 1, conflated: 0 });
    expect(plans.size).toBe(0);
    expect(memory.replays.bytes + memory.results.bytes).toBe(0);
    // But for the witness.
    expect({ subscribers: hub.size, groups: hub.groups }).toEqual({ subscribers: 1, groups: 1 });
  });

  test('gives what takes its time to whoever pulls, and the sink nothing', async () => {
    const { attach, commit, onTaken } = createFixture(async (delivery) => answerTo(delivery));
    const { stream, sink, pending, tally } = waiting(attach());
    commit(e1);
    expect(await pending).toEqual({ done: false, value: { data: { ids: 'E1' } } });
    expect(tally).toEqual({ delivered: 0, conflated: 0 });
    commit(e2);
    expect(await stream.next()).toEqual({ done: false, value: { data: { ids: 'E2' } } });
    expect(tally).toEqual({ delivered: 1, conflated: 0 });
    expect(onTaken).toHaveLength(1);
    expect(sink.taken.waiting).toEqual([]);
  });
});

describe('a stream is only pulled', () => {
  test('where its source knows nothing else', async () => {
    const { open } = createFixture();
    const source = new ControllableSource<object>();
    const { stream } = open({ source });
    const sink = new ControllableSink();
    stream.attach(sink);
    source.push({ kind: 'snapshot' });
    expect((await stream.next()).value).toEqual({ data: { ids: 'snapshot' } });
    expect(sink.taken.waiting).toEqual([]);
  });

  test.each<[string, Partial<ResponseStreamOptions>, boolean]>([
    ['where its results are its own', { seat: undefined, execute: () => ({ data: {} }) }, false],
    ['when it has ended', {}, true],
  ])('%s', async (_, options, hasEnded) => {
    const { open } = createFixture();
    const attach = vi.fn();
    const source: EventSource = Object.assign(new ControllableSource<object>(), { attach });
    const { stream } = open({ ...options, source });
    if (hasEnded) await stream.return();
    stream.attach(new ControllableSink());
    expect(attach).not.toHaveBeenCalled();
  });
});

describe('a stream that is pulled', () => {
  test('counts a result and what was joined into it when the next is asked for', async () => {
    const { open, commit } = createFixture();
    const { stream, tally } = open();
    commit(e1);
    commit(aSpec({ id: 'E1', title: 'anew' }));
    await stream.next();
    expect(tally).toEqual({ delivered: 0, conflated: 0 });
    const pending = stream.next();
    void stream.next();
    expect(tally).toEqual({ delivered: 1, conflated: 1 });
    commit(e2);
    await pending;
    await stream.return();
    await stream.next();
    expect(tally).toEqual({ delivered: 1, conflated: 1 });
  });

  test('counts nothing where nobody asked for it', async () => {
    const { open, commit, onTaken } = createFixture();
    const { stream } = open({ tally: null });
    commit(e1);
    await stream.next();
    void stream.next();
    expect(onTaken).toHaveLength(1);
  });

  test('ends with nothing when it is returned while a result is made', async () => {
    const made = Promise.withResolvers<ExecutionResult>();
    const { open, plans } = createFixture(() => made.promise);
    const source = new ControllableSource<object>();
    const { stream, tally } = open({ source });
    const pending = stream.next();
    source.push({ kind: 'snapshot' });
    await vi.waitUntil(() => source.pulled === 1);
    await stream.return();
    made.resolve({ data: {} });
    expect(await pending).toEqual({ done: true, value: undefined });
    await stream.next();
    expect(tally.delivered).toBe(0);
    expect(plans.size).toBe(0);
  });

  test('waits for its turn before it asks its source', async () => {
    const { open } = createFixture();
    const source = new ControllableSource<object>();
    const { stream } = open({ source });
    source.push({ kind: 'snapshot' });
    const turn = Promise.withResolvers<void>();
    vi.spyOn(share, 'turn').mockReturnValueOnce(turn.promise);
    const pending = stream.next();
    await Promise.resolve();
    expect(source.pulled).toBe(0);
    turn.resolve();
    expect((await pending).done).toBe(false);
    expect(source.pulled).toBe(1);
  });

  test('asks its source for nothing when it is returned before its turn', async () => {
    const { open } = createFixture();
    const source = new ControllableSource<object>();
    const next = vi.spyOn(source, 'next');
    const { stream } = open({ source });
    vi.spyOn(share, 'turn').mockReturnValueOnce(Promise.resolve());
    const pending = stream.next();
    await stream.return();
    expect(await pending).toEqual({ done: true, value: undefined });
    expect(next).not.toHaveBeenCalled();
  });
});
