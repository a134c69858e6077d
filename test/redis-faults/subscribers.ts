import { createSpecClient, type SpecClient, type SpecClientOptions } from '../../src/client/index.ts';
import { FOLLOWERS, type Heard } from '../hostile/followers.ts';
import { compareTellings, isExact, type Comparison, type Titled } from '../support/tellings.ts';
import type { Balancer } from './balancer.ts';

/** How one subscriber fared. */
export interface Fare extends Comparison {
  /** How it follows, and over what. */
  readonly subscriber: string;
  /** Whether it shows what the folder holds. */
  readonly isExact: boolean;
  readonly error: unknown;
}

/** Clients with five subscriptions each, one of every kind. */
export interface Subscribers extends Disposable {
  readonly haveBegun: boolean;
  /** The smallest of the newest titles that each has heard of. */
  readonly oldestNews: number;
  /** Whether all show these titles, or will follow no more. */
  areExact(titles: ReadonlyMap<string, string>): boolean;
  fares(committed: readonly Titled[], titles: ReadonlyMap<string, string>): Fare[];
}

const TRANSPORTS = [undefined, ['websocket'], ['sse']] as const;

/** A subscription, and what it has heard. */
class Subscriber {
  readonly #client: SpecClient;
  readonly #kind: string;
  readonly heard: Heard;
  #looked = 0;
  #newest = 0;

  constructor(client: SpecClient, kind: string, heard: Heard) {
    this.#client = client;
    this.#kind = kind;
    this.heard = heard;
  }

  /** The newest title that it has heard of; titles are numbers that grow. */
  get newest(): number {
    const { changes, titles } = this.heard;
    for (; this.#looked < changes.length; this.#looked += 1) {
      this.#newest = Math.max(this.#newest, Number(changes[this.#looked]?.title ?? 0));
    }
    return Math.max(this.#newest, ...[...(titles?.values() ?? [])].map(Number));
  }

  isExact(expected: ReadonlyMap<string, string>): boolean {
    const { changes, titles } = this.heard;
    return isExact(
      titles ?? new Map(changes.flatMap((change) => (change ? [[change.id, change.title]] : []))),
      expected,
    );
  }

  fare(committed: readonly Titled[], titles: ReadonlyMap<string, string>): Fare {
    const { error, changes } = this.heard;
    return {
      subscriber: `${this.#kind}, ${this.#client.status.transport}`,
      ...compareTellings(changes, committed, this.#kind === 'liveSpecs'),
      isExact: this.isExact(titles),
      error,
    };
  }
}

/** Starts clients, by turns over both transports, over WebSocket alone and over event streams alone. */
export async function startSubscribers(
  clients: number,
  balancer: Balancer,
  timing: SpecClientOptions['timing'],
): Promise<Subscribers> {
  using stack = new DisposableStack();
  const all: Subscriber[] = [];
  for (let at = 0; at < clients; at += 1) {
    const url = await balancer.open();
    const transports = TRANSPORTS[at % TRANSPORTS.length];
    const client = stack.use(createSpecClient({ url, transports, timing }));
    for (const [kind, follow] of Object.entries(FOLLOWERS)) {
      all.push(new Subscriber(client, kind, follow(client)));
    }
  }
  const running = stack.move();
  return {
    get haveBegun() {
      return all.every(({ heard }) => heard.hasBegun);
    },
    get oldestNews() {
      return Math.min(...all.map(({ newest }) => newest));
    },
    areExact: (titles) => all.every((one) => one.heard.error !== undefined || one.isExact(titles)),
    fares: (committed, titles) => all.map((subscriber) => subscriber.fare(committed, titles)),
    [Symbol.dispose]: () => running.dispose(),
  };
}
