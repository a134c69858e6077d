import type { Timing } from './timing.ts';
import type { Connection } from './transport.ts';

export interface WatchdogOptions {
  readonly timing: Pick<Timing, 'pingMs' | 'pingTimeoutMs' | 'silenceMs'>;
  /** Called with how long a ping and its answer took, in milliseconds. */
  readonly onRoundTrip: (ms: number) => void;
  /** Called when the server has not answered in time. */
  readonly onSilence: () => void;
}

/** How often the clock is looked at, in milliseconds. */
const TICK_MS = 5_000;
/** A tick that is so much late says that the machine has slept. */
const SLEPT_MS = 10_000;

/**
 * Finds out whether a connection still gets through: WebSockets are pinged all the time, since a browser does not tell its
 * page of their pings; event streams when their comments stop coming.
 */
export class Watchdog implements Disposable {
  readonly #connection: Connection;
  readonly #options: WatchdogOptions;
  readonly #ticker: ReturnType<typeof setInterval>;
  #deadline: ReturnType<typeof setTimeout> | undefined;
  #askedAtMs = -Infinity;
  #heardAtMs: number;
  #tickedAtMs: number;

  constructor(connection: Connection, options: WatchdogOptions) {
    this.#connection = connection;
    this.#options = options;
    this.#heardAtMs = Date.now();
    this.#tickedAtMs = Date.now();
    const { pingMs, silenceMs } = options.timing;
    this.#ticker = setInterval(() => this.#tick(), Math.min(TICK_MS, pingMs, silenceMs));
    this.ask();
  }

  /** Something came from the server. */
  heard(): void {
    this.#heardAtMs = Date.now();
  }

  /** Asks now, and hands the server a new token where one is given. */
  ask(token?: string): void {
    const { timing, onSilence } = this.#options;
    if (this.#deadline !== undefined && token === undefined) return;
    this.#askedAtMs = Date.now();
    this.#deadline ??= setTimeout(() => {
      this.#deadline = undefined;
      onSilence();
    }, timing.pingTimeoutMs);
    void this.#measure(token);
  }

  [Symbol.dispose](): void {
    clearInterval(this.#ticker);
    clearTimeout(this.#deadline);
  }

  async #measure(token: string | undefined): Promise<void> {
    const askedAtMs = performance.now();
    await this.#connection.ping(token);
    clearTimeout(this.#deadline);
    this.#deadline = undefined;
    this.#options.onRoundTrip(performance.now() - askedAtMs);
  }

  #tick(): void {
    const { timing } = this.#options;
    const nowMs = Date.now();
    // A clock that was set back says nothing of when it was asked or heard last.
    const isAdrift = nowMs < this.#tickedAtMs || nowMs - this.#tickedAtMs > SLEPT_MS + TICK_MS;
    this.#tickedAtMs = nowMs;
    const isDue =
      this.#connection.transport === 'websocket'
        ? nowMs - this.#askedAtMs >= timing.pingMs
        : nowMs - this.#heardAtMs >= timing.silenceMs;
    if (isAdrift || isDue) this.ask();
  }
}
