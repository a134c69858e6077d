import type { Writable } from 'node:stream';
import type { MessageBatch } from './message-batch.ts';

/** Bytes that may wait for the end of a turn, to leave in one write. */
const MAX_WAITING_BYTES = 256 * 1024;

/**
 * Writes batches to a socket past its protocol's library, each at once where it is the only one, and otherwise all
 * of a turn in one write. Whoever writes to the socket in another way must `flush` first.
 */
export class Outlet {
  readonly #socket: Writable;
  #waiting: Buffer[] | undefined;
  #waitingBytes = 0;
  #draining: Promise<void> | undefined;

  constructor(socket: Writable) {
    this.#socket = socket;
  }

  /** Nothing where the network has taken all that was written in turns before; else what resolves when it has, or is gone. */
  room(): Promise<void> | undefined {
    if (this.#socket.writableLength === 0 && this.#waitingBytes < MAX_WAITING_BYTES) return undefined;
    return (this.#draining ??= this.#drain());
  }

  /** @param isAlone whether nothing else is to be expected for this socket in this turn */
  write(batch: MessageBatch, id: Buffer, isAlone: boolean): void {
    if (isAlone && !this.#waiting) {
      this.#socket.write(batch.for(id));
      // What the kernel has taken at once is needed no more.
      if (this.#socket.writableLength > 0) batch.lend(id);
      return;
    }
    const bytes = Buffer.from(batch.for(id));
    this.#waitingBytes += bytes.length;
    if (this.#waiting) {
      this.#waiting.push(bytes);
    } else {
      this.#waiting = [bytes];
      queueMicrotask(() => this.flush());
    }
  }

  /** Writes what waits for the end of the turn. */
  flush(): void {
    const waiting = this.#waiting;
    if (!waiting) return;
    this.#waiting = undefined;
    this.#waitingBytes = 0;
    if (this.#socket.writable) this.#socket.write(waiting.length === 1 ? waiting[0] : Buffer.concat(waiting));
  }

  /** Behind a write of nothing, all that was written before has been taken, or never will be. */
  async #drain(): Promise<void> {
    this.flush();
    await new Promise<void>((resolve) => {
      if (this.#socket.destroyed || this.#socket.writableLength === 0) resolve();
      else this.#socket.write('', () => resolve());
    });
    this.#draining = undefined;
  }
}
