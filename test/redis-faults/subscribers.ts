import { createSpecClient, type SpecClient, type SpecClientOptions } from '../../src/client/index.ts';
import { FOLLOWERS, type Heard } from '../hostile/followers.ts';
import { compareTellings, isExact, type Comparison, type Titled } from '../support/tellings.ts';
import type { Balancer } from './balancer.ts';

/** How one subscriber fared. */
export interface Fare {
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
  /** Whether all who keep a state show these titles, and all others have heard of the last change. */
  areCurrent(titles: ReadonlyMap<string, string>, committed: readonly Titled[]): boolean;
  /** Whether all show these titles, those who keep no state by what they were told since they had to read it anew. */
  areExact(titles: ReadonlyMap<string, string>): boolean;
  /** What each was told, compared with what was committed. */
  compare(committed: readonly Titled[]): Comparison[];
  fares(titles: ReadonlyMap<string, string>): Fare[];
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

  isCurrent(expected: ReadonlyMap<string, string>, committed: readonly Titled[]): boolean {
    const { changes, titles } = this.heard;
    if (titles) return isExact(titles, expected);
    const [last, lastCommitted] = [changes.at(-1), committed.at(-1)];
    return last === null || last?.title === lastCommitted?.title;
  }

  isExact(expected: ReadonlyMap<string, string>): boolean {
    const { changes, titles } = this.heard;
    if (titles) return isExact(titles, expected);
    const told = changes.slice(changes.lastIndexOf(null) + 1) as Titled[];
    return isExact(new Map(told.map(({ id, title }) => [id, title])), expected);
  }

  compare(committed: readonly Titled[]): Comparison {
    return compareTellings(this.heard.changes, committed, this.#kind === 'liveSpecs');
  }

  fare(titles: ReadonlyMap<string, string>): Fare {
    return {
      subscriber: `${this.#kind}, ${this.#client.status.transport}`,
      isExact: this.isExact(titles),
      error: this.heard.error,
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
    areCurrent: (titles, committed) => all.every((subscriber) => subscriber.isCurrent(titles, committed)),
    areExact: (titles) => all.every((subscriber) => subscriber.isExact(titles)),
    compare: (committed) => all.map((subscriber) => subscriber.compare(committed)),
    fares: (titles) => all.map((subscriber) => subscriber.fare(titles)),
    [Symbol.dispose]: () => running.dispose(),
  };
}
