import { lossOf, type Loss } from './loss.ts';
import type { Timing } from './timing.ts';
import type { Connection, Transport } from './transport.ts';
import { Watchdog } from './watchdog.ts';
import { wordsOf } from './words-of.ts';

export interface AttemptOptions {
  readonly transport: Transport;
  /** Of its transport, in the order of preference. */
  readonly rank: number;
  /** What lets the client in, where one is needed. */
  readonly token: string | undefined;
  readonly timing: Timing;
  readonly onOpened: (attempt: Attempt) => void;
  /** Called once, unless it is dropped before. */
  readonly onEnded: (attempt: Attempt, loss: Loss) => void;
  /** Called with how long a ping and its answer took, in milliseconds. */
  readonly onRoundTrip: (ms: number) => void;
}

/** One connection, from the first attempt to its end; it does not take longer to open than it may. */
export class Attempt {
  readonly rank: number;
  readonly #options: AttemptOptions;
  #connection: Connection | undefined;
  #deadline: ReturnType<typeof setTimeout> | undefined;
  #watchdog: Watchdog | undefined;
  #openedAtMs = 0;
  #isOver = false;

  constructor(options: AttemptOptions) {
    this.#options = options;
    this.rank = options.rank;
  }

  /** Begins to connect; where that is not even possible, it has ended when this returns. */
  begin(): void {
    const { transport, token, timing } = this.#options;
    try {
      this.#connection = transport.connect(token, {
        opened: () => this.#opened(),
        alive: () => this.#watchdog?.heard(),
        ended: (loss) => this.#end(loss),
      });
    } catch (error) {
      return this.#end(lossOf(transport.name, 'blocked', `cannot be used (${wordsOf(error)})`));
    }
    this.#deadline = setTimeout(
      () =>
        this.#end(lossOf(transport.name, 'blocked', `not ready within ${timing.openTimeoutMs / 1_000} s`)),
      timing.openTimeoutMs,
    );
  }

  /** Once it has opened. */
  get connection(): Connection {
    return this.#connection!;
  }

  /** For how long it has been open, in milliseconds. */
  get livedMs(): number {
    return performance.now() - this.#openedAtMs;
  }

  /** Whether it was open for so long that what ended it is no reason to be careful. */
  get hasLasted(): boolean {
    return this.livedMs >= this.#options.timing.shortLifeMs;
  }

  /** Finds out whether it still gets through, from now on. */
  watch(): void {
    const { transport, timing, onRoundTrip } = this.#options;
    this.#watchdog = new Watchdog(this.connection, {
      timing,
      onRoundTrip,
      onSilence: () => this.#end(lossOf(transport.name, 'lost', 'no sign of life')),
    });
  }

  /** Asks now whether it gets through, and hands the server a new token where one is given. */
  ask(token?: string): void {
    this.#watchdog?.ask(token);
  }

  /** Ends it without a word. */
  drop(): void {
    this.#isOver = true;
    clearTimeout(this.#deadline);
    this.#watchdog?.[Symbol.dispose]();
    this.#connection?.close();
  }

  #opened(): void {
    clearTimeout(this.#deadline);
    this.#openedAtMs = performance.now();
    this.#options.onOpened(this);
  }

  #end(loss: Loss): void {
    if (this.#isOver) return;
    this.drop();
    this.#options.onEnded(this, loss);
  }
}
