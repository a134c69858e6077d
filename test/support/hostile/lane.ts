import { Writable } from 'node:stream';
import type { Frost } from './frost.ts';

/** Bytes that may be under way at a time; whoever writes more waits. */
const WINDOW_BYTES = 256 * 1024;

type Done = () => void;

interface LaneOptions {
  readonly frost: Frost;
  /** How late a chunk is that sets out now, in milliseconds. */
  readonly delayMs: () => number;
  /** Takes a chunk at the far end, or nothing for the end of all; the next comes once it is done. */
  readonly deliver: (chunk: Buffer | undefined, done: Done) => void;
}

/** One direction of a wire: all comes out in the order in which it went in, late, and never while frozen. */
export class Lane extends Writable {
  readonly #options: LaneOptions;
  readonly #underWay: { readonly chunk: Buffer | undefined; readonly dueAt: number; readonly done?: Done }[] =
    [];
  #bytes = 0;
  #lastDueAt = 0;
  #waitsForRoom: Done | undefined;
  #timer: NodeJS.Timeout | undefined;
  /** Whether a delivery, a timer or a thaw will go on by itself. */
  #isBusy = false;

  constructor(options: LaneOptions) {
    super();
    this.#options = options;
  }

  override _write(chunk: Buffer, _encoding: string, done: Done): void {
    this.#bytes += chunk.length;
    if (this.#bytes < WINDOW_BYTES) done();
    else this.#waitsForRoom = done;
    this.#setOut(chunk);
  }

  override _final(done: Done): void {
    this.#setOut(undefined, done);
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    clearTimeout(this.#timer);
    this.#underWay.length = 0;
    done(error);
  }

  #setOut(chunk: Buffer | undefined, done?: Done): void {
    // A delay that shrinks must not let a later chunk overtake.
    this.#lastDueAt = Math.max(this.#lastDueAt, performance.now() + this.#options.delayMs());
    this.#underWay.push({ chunk, dueAt: this.#lastDueAt, ...(done && { done }) });
    if (!this.#isBusy) this.#goOn();
  }

  #goOn = (): void => {
    const next = this.#underWay[0];
    this.#isBusy = !this.destroyed && next !== undefined;
    if (!this.#isBusy || !next) return;
    const waitMs = next.dueAt - performance.now();
    if (waitMs > 0) this.#timer = setTimeout(this.#goOn, waitMs);
    else if (this.#options.frost.isFrozen) this.#options.frost.whenThawed(this.#goOn);
    else this.#arrive();
  };

  #arrive(): void {
    const { chunk, done } = this.#underWay.shift()!;
    this.#options.deliver(chunk, () => {
      this.#bytes -= chunk?.length ?? 0;
      done?.();
      if (this.#waitsForRoom && this.#bytes < WINDOW_BYTES) {
        const goOn = this.#waitsForRoom;
        this.#waitsForRoom = undefined;
        goOn();
      }
      this.#goOn();
    });
  }
}
