import { resolveLimits } from '../../src/limits.ts';
import { Hub, joinedIn } from '../../src/delivery/hub.ts';
import type { Delivery } from '../../src/delivery/delivery.ts';
import { createExecutor } from '../../src/execution/executor.ts';
import type { ResponseStream } from '../../src/execution/response-stream.ts';
import type { LocalLog } from '../../src/log/change-log.ts';
import { formatCursor } from '../../src/log/cursor.ts';
import { createMemoryLog } from '../../src/log/memory-log.ts';
import type { SchemaContext } from '../../src/schema/context.ts';
import { schema } from '../../src/schema/index.ts';
import { createSights } from '../../src/schema/sight.ts';
import type { FileReading } from '../../src/spec/parsed-file.ts';
import { SpecIndex } from '../../src/spec/spec-index.ts';
import { createConnectionRegistry } from '../../src/transports/connections.ts';

/** All from the index of files to the texts that leave, without a network. */
export class ScopedWorld implements AsyncDisposable {
  readonly #index = new SpecIndex();
  readonly #log: LocalLog;
  readonly #hub: Hub;
  readonly #sightOf: ReturnType<typeof createSights>;
  readonly #streams: ResponseStream[] = [];
  readonly executor = createExecutor<SchemaContext>({
    schema,
    onUnexpectedError: (error) => {
      throw error;
    },
    extensionsOf: (event) => ({ cursor: (event as Delivery).cursor }),
    joinedIn: (event) => joinedIn(event as Delivery),
    scopeOf: ({ scope }) => scope?.key ?? '',
    shareContext: (context) => ({ ...context, connection: null, subscription: null }),
  });

  /** @param windowChanges how many changes are held as they happened */
  constructor(windowChanges = 1000) {
    this.#log = createMemoryLog({ windowChanges });
    this.#hub = new Hub({ log: this.#log });
    this.#sightOf = createSights(this.#log.specs);
  }

  /** The position of the newest change. */
  get cursor(): string {
    return formatCursor({ epoch: this.#log.epoch, position: this.#log.head });
  }

  /** How many filters there are within different scopes. */
  get interests(): number {
    return this.#hub.interests;
  }

  /** Takes in what was read of files, and waits until whoever follows has what it changed. */
  async read(readings: readonly FileReading[]): Promise<void> {
    this.#log.append(this.#index.apply(readings), this.#index.looseProblems);
    await this.settled();
  }

  /** Waits until what is on its way has been taken. */
  async settled(): Promise<void> {
    for (let turn = 0; turn < 6; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  }

  /** The result of a query as text. */
  async query(scope: readonly string[] | null, query: string): Promise<string> {
    return this.executor.textOf(await this.#run(scope, query, {}));
  }

  /** The results of a subscription as texts, as they come; taken in batches, as sockets take them, if need be. */
  async follow(
    scope: readonly string[] | null,
    query: string,
    { isBatched = true, ...variables }: { isBatched?: boolean; since?: string },
  ): Promise<string[]> {
    const stream = (await this.#run(scope, query, variables)) as ResponseStream;
    if (!('next' in stream)) throw new Error(JSON.stringify(stream));
    this.#streams.push(stream);
    const texts: string[] = [];
    if (isBatched) {
      stream.attach({
        envelope: BARE,
        room: () => undefined,
        take: (batch) => void texts.push(...batch.texts),
      });
    }
    void (async () => {
      for await (const result of stream) texts.push(this.executor.textOf(result));
    })();
    await this.settled();
    return texts;
  }

  async #run(scope: readonly string[] | null, query: string, variables: Record<string, unknown>) {
    const prepared = this.executor.prepare({ query, variables });
    if ('errors' in prepared) throw new Error(prepared.errors.join('\n'));
    return this.executor.run(prepared, {
      services: {
        limits: resolveLimits({}),
        sharedLog: () => undefined,
        work: () => ({ ...this.executor.work, ...this.#hub.work }),
        log: this.#log,
        hub: this.#hub,
        connections: createConnectionRegistry(),
        watcher: () => ({ state: 'watching', lastScanMs: null, lastChangeAtMs: null, repairs: 0 }),
        node: { id: 'node', version: '0', startedAtMs: 0, memoryBytes: () => 0 },
      },
      ...this.#sightOf({ specs: scope }),
      connection: null,
      subscription: null,
      nested: { left: Infinity, max: Infinity },
      since: undefined,
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#streams.map((stream) => stream.return()));
    this.#hub[Symbol.dispose]();
    await this.#log[Symbol.asyncDispose]();
  }
}

/** One for all, so that they share batches. */
const BARE = {
  seal: (results: readonly { readonly text: string }[]) => ({
    bytes: 0,
    texts: results.map(({ text }) => text),
  }),
};
