import type { ExecutionResult } from 'graphql';
import type { Kept, MemoryBudget } from './memory-budget.ts';
import type { ResultTexts } from './result-text.ts';

/** A result and its text. */
export interface SealedResult {
  readonly result: ExecutionResult;
  /** The result as JSON on one line, or what the envelope's view shows of it. */
  readonly text: string;
}

/** How results are wrapped for one kind of connection: what is the same for all of them is made once. */
export interface Envelope<TBatch extends { readonly bytes: number }> {
  /**
   * What of a result goes out; the same object for the same result. Must not throw.
   * @default the result as it is
   */
  readonly view?: View;
  /** Must not throw. */
  seal(results: readonly SealedResult[]): TBatch;
}

type View = (result: ExecutionResult) => object;

/** What a plan runs on. */
export interface PlanOptions {
  /** Executes for one event; does not throw. A promise of a result is not shared on the spot, only pulled. */
  readonly execute: (event: object) => Promise<ExecutionResult> | ExecutionResult;
  readonly texts: ResultTexts;
  readonly memory: {
    /** For results. */
    readonly results: MemoryBudget;
    /** For batches that are made for a replay. */
    readonly replays: MemoryBudget;
  };
}

interface KeptResult extends Kept {
  readonly made: Promise<ExecutionResult> | ExecutionResult;
}

interface KeptBatch extends Kept {
  readonly events: readonly object[];
  readonly batch: { readonly bytes: number };
}

/** What a result takes besides its text, in bytes; roughly, and text takes up to two bytes a character. */
const OBJECT_BYTES = 2_048;

/** A batch that is larger is not kept for the next who asks, in bytes. */
const MAX_LATEST_BYTES = 16 * 1024;

/**
 * The answer to one question, for all who ask it: one execution, one serialisation and one envelope for each event,
 * which is known by its identity. The answers are kept as long as memory allows.
 */
export class Plan {
  readonly #options: PlanOptions;
  readonly #results = new Map<object, KeptResult>();
  readonly #channels = new Map<object, Channel>();

  constructor(options: PlanOptions) {
    this.#options = options;
  }

  /**
   * The result for an event, made by whoever asks first, and kept a while for those who ask later.
   * @param view what will be written out of it
   */
  result(event: object, view: View = wholly): Promise<ExecutionResult> | ExecutionResult {
    const { execute, texts, memory } = this.#options;
    // What has no identity cannot be known again.
    if (typeof event !== 'object' || event === null) return execute(event);
    const known = this.#results.get(event);
    if (known) {
      memory.results.touch(known);
      return known.made;
    }
    const made = execute(event);
    const textBytes = made instanceof Promise ? 0 : 2 * texts.textOf(view(made)).length;
    const kept = { made, bytes: OBJECT_BYTES + textBytes, evict: () => void this.#results.delete(event) };
    this.#results.set(event, kept);
    if (!memory.results.keep(kept)) this.#results.delete(event);
    return made;
  }

  /** The same with its text, for a channel, which asks once; kept only where others may ask. */
  sealed(event: object, view: View = wholly): SealedResult | undefined {
    const { execute, texts } = this.#options;
    const isShared = this.#channels.size > 1 || this.#results.size > 0;
    const result = isShared ? this.result(event, view) : execute(event);
    if (result instanceof Promise) return undefined;
    const shown = view(result);
    return { result, text: isShared ? texts.textOf(shown) : texts.make(shown) };
  }

  /** The channel for an envelope; the same each time. */
  channel<TBatch extends { readonly bytes: number }>(envelope: Envelope<TBatch>): Channel<TBatch> {
    let channel = this.#channels.get(envelope);
    if (!channel) {
      channel = new Channel(this, envelope, this.#options);
      this.#channels.set(envelope, channel);
    }
    return channel as unknown as Channel<TBatch>;
  }

  /** Lets go of all that is kept for it. */
  end(): void {
    for (const kept of this.#results.values()) this.#options.memory.results.release(kept);
    this.#results.clear();
    for (const channel of this.#channels.values()) channel.end();
  }
}

/** A plan's answers in one envelope. */
export class Channel<TBatch extends { readonly bytes: number } = { readonly bytes: number }> {
  readonly #plan: Plan;
  readonly #envelope: Envelope<TBatch>;
  readonly #options: PlanOptions;
  #latest: { readonly events: readonly object[]; readonly batch: TBatch } | undefined;
  /** Those made for replays, by their first event. */
  readonly #batches = new Map<object, KeptBatch>();

  constructor(plan: Plan, envelope: Envelope<TBatch>, options: PlanOptions) {
    this.#plan = plan;
    this.#envelope = envelope;
    this.#options = options;
  }

  /** The batch of these events, the same for the same as last time; `undefined` where a result takes its time. */
  batch(events: readonly object[]): TBatch | undefined {
    if (this.#latest && isSame(this.#latest.events, events)) return this.#latest.batch;
    const batch = this.#seal(events);
    // Groups with other filters are handed the same events in the same turn.
    this.#latest = batch && batch.bytes <= MAX_LATEST_BYTES ? { events, batch } : undefined;
    return batch;
  }

  #seal(events: readonly object[]): TBatch | undefined {
    const results: SealedResult[] = [];
    for (const event of events) {
      const sealed = this.#plan.sealed(event, this.#envelope.view);
      if (!sealed) return undefined;
      results.push(sealed);
    }
    return this.#envelope.seal(results);
  }

  /** The same, kept for others who lack the same events. */
  replay(events: readonly object[]): TBatch | undefined {
    const { replays } = this.#options.memory;
    const first = events[0]!;
    const known = this.#batches.get(first);
    if (known && isSame(known.events, events)) {
      replays.touch(known);
      return known.batch as TBatch;
    }
    const batch = this.#seal(events);
    if (!batch) return undefined;
    if (known) replays.release(known);
    const kept = { events, batch, bytes: batch.bytes, evict: () => void this.#batches.delete(first) };
    this.#batches.set(first, kept);
    if (!replays.keep(kept)) this.#batches.delete(first);
    return batch;
  }

  end(): void {
    for (const kept of this.#batches.values()) this.#options.memory.replays.release(kept);
    this.#batches.clear();
    this.#latest = undefined;
  }
}

function wholly(result: ExecutionResult): object {
  return result;
}

function isSame(a: readonly object[], b: readonly object[]): boolean {
  return a.length === b.length && a.every((one, at) => one === b[at]);
}
