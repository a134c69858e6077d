import { setTimeout as sleep } from 'node:timers/promises';
import { comparePlaces, parseCursor } from '../../src/log/cursor.ts';
import { CHANGED_TITLE, type TitleBatch } from '../support/title-batch.ts';
import { subscribe, TRANSPORTS, type Link, type Result } from './link.ts';

/** What clients go by: when it is held, each is there and reads. */
export interface Stage {
  readonly url: URL;
  isHeld: boolean;
  isOver: boolean;
}

/** A client that comes and goes, over one transport and another, and always goes on from its cursor. */
export interface SoakClient {
  readonly name: string;
  /** Deliveries that were checked. */
  readonly checked: number;
  readonly faults: readonly string[];
  /** What it still lacks; `undefined` where it is there and up to date. */
  lacks(world: { readonly titles: ReadonlyMap<string, string>; readonly head: number }): string | undefined;
  /** Comes and goes until all is over. */
  run(): Promise<void>;
}

const random = (from: number, to: number): number => from + Math.random() * (to - from);

abstract class Visitor implements SoakClient {
  readonly name: string;
  readonly faults: string[] = [];
  checked = 0;
  protected cursor: string | undefined;
  readonly #stage: Stage;
  #isThere = false;

  constructor(name: string, stage: Stage) {
    this.name = name;
    this.#stage = stage;
  }

  protected abstract readonly query: string;
  protected abstract readonly variables: Readonly<Record<string, unknown>>;
  /** Takes a delivery's data. */
  protected abstract take(data: Readonly<Record<string, unknown>>): void;
  protected abstract compare(world: Parameters<SoakClient['lacks']>[0]): string | undefined;

  lacks(world: Parameters<SoakClient['lacks']>[0]): string | undefined {
    return this.#isThere ? this.compare(world) : 'a connection';
  }

  async run(): Promise<void> {
    while (!this.#stage.isOver) {
      try {
        await this.#visit();
      } catch (error) {
        this.fault(`could not connect: ${String(error)}`);
        await sleep(200);
      }
      for (const until = Date.now() + random(0, 1_500); Date.now() < until && !this.#stage.isHeld;) {
        await sleep(20);
      }
    }
  }

  protected fault(what: string): void {
    this.faults.push(`${this.name}: ${what}`);
  }

  /** Whether a delivery comes behind the one before it. */
  protected goOn(cursor: string): boolean {
    const [before, now] = [parseCursor(this.cursor ?? ''), parseCursor(cursor)];
    this.cursor = cursor;
    this.checked += 1;
    if (!before || !now || before.epoch !== now.epoch) return true;
    if (now.position !== before.position) return now.position > before.position;
    // Both are in the midst of one slice.
    return now.partial && before.partial
      ? comparePlaces(now.partial.reached, before.partial.reached) > 0
      : false;
  }

  async #visit(): Promise<void> {
    const transport = TRANSPORTS[Math.floor(random(0, TRANSPORTS.length))]!;
    const { query, variables } = this;
    const extensions = this.cursor === undefined ? {} : { since: this.cursor };
    const link = await subscribe(this.#stage.url, transport, { query, variables, extensions }, (result) =>
      this.#hear(result),
    );
    let isLeaving = false;
    const watch = async (): Promise<void> => {
      await link.closed;
      if (!isLeaving) this.fault(`was cut off over ${transport}`);
    };
    void watch();
    this.#isThere = true;
    await this.#stay(link);
    this.#isThere = false;
    isLeaving = true;
    link.close(Math.random() < 0.5);
    await link.closed;
  }

  async #stay(link: Link): Promise<void> {
    const until = Date.now() + random(200, 6_000);
    while (!this.#stage.isOver && (Date.now() < until || this.#stage.isHeld)) {
      if (!this.#stage.isHeld && Math.random() < 0.02) {
        // Too slow for what passes meanwhile.
        link.pause();
        await sleep(random(100, 1_500));
        link.resume();
      }
      await sleep(50);
    }
  }

  #hear({ data, errors }: Result): void {
    if (data && !errors) this.take(data);
    else this.fault(`was told of errors: ${JSON.stringify(errors)}`);
  }
}

/** Folds batches over a snapshot, and has what is there at the end of it. */
export class FoldingClient extends Visitor {
  protected readonly query = /* GraphQL */ `
    subscription Fold($filter: SpecChangeFilter, $delivery: DeliveryOptions) {
      specsChanged(filter: $filter, delivery: $delivery, snapshot: true) {
        cursor
        resync
        snapshot {
          id
          title
        }
        changes {
          ...ChangedTitle
        }
      }
    }
    ${CHANGED_TITLE}
  `;
  protected readonly variables: Readonly<Record<string, unknown>>;
  readonly #titles = new Map<string, string>();
  readonly #prefix: string;

  /** @param prefix of the IDs it follows; all without one */
  constructor(name: string, stage: Stage, prefix: string, delivery: Readonly<Record<string, unknown>>) {
    super(name, stage);
    this.#prefix = prefix;
    this.variables = { filter: prefix === '' ? {} : { ids: [`${prefix}*`] }, delivery };
  }

  protected take(data: Readonly<Record<string, unknown>>): void {
    const { cursor, resync, snapshot, changes } = data['specsChanged'] as TitleBatch;
    if (!this.goOn(cursor) && !snapshot) this.fault(`was told twice of what led to ${cursor}`);
    if (resync !== null && !snapshot) this.fault(`had to begin anew: ${resync}`);
    if (snapshot) this.#titles.clear();
    for (const { id, title } of snapshot ?? []) this.#titles.set(id, title);
    for (const { specId, spec } of changes) {
      if (spec) this.#titles.set(specId, spec.title);
      else this.#titles.delete(specId);
    }
  }

  protected compare({ titles }: Parameters<SoakClient['lacks']>[0]): string | undefined {
    for (const [id, title] of titles) {
      if (id.startsWith(this.#prefix) && this.#titles.get(id) !== title) {
        return `${id} as "${title}", it has "${this.#titles.get(id)}"`;
      }
    }
    for (const id of this.#titles.keys()) if (!titles.has(id)) return `that ${id} is gone`;
    return undefined;
  }
}

/** Is told of every change by itself, and counts: none may be missing, none may come twice. */
export class CountingClient extends Visitor {
  protected readonly query = /* GraphQL */ `
    subscription Count {
      specChanged(delivery: { conflate: false }) {
        __typename
        cursor
      }
    }
  `;
  protected readonly variables = {};
  #position: number | undefined;

  protected take(data: Readonly<Record<string, unknown>>): void {
    const { __typename: kind, cursor } = data['specChanged'] as { __typename: string; cursor: string };
    this.goOn(cursor);
    const position = parseCursor(cursor)!.position;
    const expected = (this.#position ?? position - 1) + 1;
    if (kind === 'SpecResync') this.fault('had to begin anew');
    else if (position !== expected) this.fault(`expected change ${expected}, was told of ${position}`);
    this.#position = position;
  }

  protected compare({ head }: Parameters<SoakClient['lacks']>[0]): string | undefined {
    return this.#position === head ? undefined : `change ${head}, it has ${this.#position}`;
  }
}
