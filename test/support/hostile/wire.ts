import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import type { LongLived } from './behaviour.ts';
import type { Frost } from './frost.ts';
import { Lane } from './lane.ts';
import type { Situation } from './situation.ts';

/**
 * A client's connection as the proxy sees it through the network between them: late, frozen, cut or half-open. While
 * the network is frozen neither side learns that the other has gone.
 */
export class Wire extends Duplex {
  readonly #socket: Socket;
  readonly #situation: Situation;
  readonly #frost: Frost;
  readonly #toProxy: Lane;
  readonly #toClient: Lane;
  #whenRead: (() => void) | undefined;
  #bytesLeft = Infinity;
  #cutTimer: NodeJS.Timeout | undefined;
  #isHalfOpen = false;

  constructor(socket: Socket, situation: Situation, frost: Frost) {
    super();
    this.#socket = socket;
    this.#situation = situation;
    this.#frost = frost;
    const delayMs = () => {
      const { delayMs, jitterMs } = situation.behaviour;
      return delayMs + Math.random() * jitterMs;
    };
    this.#toProxy = new Lane({ frost, delayMs, deliver: (chunk, done) => this.#deliverToProxy(chunk, done) });
    this.#toClient = new Lane({
      frost,
      delayMs,
      deliver: (chunk, done) => this.#deliverToClient(chunk, done),
    });
    socket.setNoDelay();
    socket.on('error', () => undefined);
    socket.on('close', () => frost.whenThawed(() => this.destroy()));
    socket.pipe(this.#toProxy);
    // Whoever uses the wire learns of a failure from its close.
    this.on('error', () => undefined);
  }

  /** From now on the connection carries something that stays open, and is cut as the behaviour says now. */
  stayOpen(kind: LongLived): void {
    const { cutAfterBytes, cutAfterMs } = this.#situation.behaviour;
    this.#bytesLeft = cutAfterBytes[kind];
    if (cutAfterMs[kind] === Infinity) return;
    this.#cutTimer = setTimeout(() => this.#frost.whenThawed(() => this.cut()), cutAfterMs[kind]);
  }

  /** What it carried has ended; the connection may carry something else. */
  stayOpenNoMore(): void {
    this.#bytesLeft = Infinity;
    clearTimeout(this.#cutTimer);
  }

  /** Resets the client's connection at once, frozen or not; the server sees its own close. */
  cut(): void {
    if (this.#socket.destroyed) return;
    this.#situation.counts.cut += 1;
    this.#socket.resetAndDestroy();
    this.destroy();
  }

  /** Closes the server's side; the client is not told, and what it sends goes nowhere. */
  halfOpen(): void {
    if (this.destroyed) return;
    this.#situation.counts.halfOpened += 1;
    this.#isHalfOpen = true;
    this.#socket.unpipe(this.#toProxy);
    this.#socket.resume();
    this.#socket.on('end', () => this.#socket.end());
    this.destroy();
  }

  override _read(): void {
    const goOn = this.#whenRead;
    this.#whenRead = undefined;
    goOn?.();
  }

  override _write(chunk: Buffer, encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.#toClient.write(chunk, encoding, done);
  }

  override _final(done: () => void): void {
    this.#toClient.end(done);
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    clearTimeout(this.#cutTimer);
    this.#toProxy.destroy();
    this.#toClient.destroy();
    if (!this.#isHalfOpen) this.#frost.whenThawed(() => this.#closeClient());
    done(error);
  }

  #closeClient(): void {
    if (this.writableFinished) this.#socket.destroy();
    else this.#socket.resetAndDestroy();
  }

  #deliverToProxy(chunk: Buffer | undefined, done: () => void): void {
    if (this.push(chunk ?? null) || !chunk) done();
    else this.#whenRead = done;
  }

  #deliverToClient(chunk: Buffer | undefined, done: () => void): void {
    if (!chunk) return void this.#socket.end(done);
    const isLast = chunk.length >= this.#bytesLeft;
    const arriving = isLast ? chunk.subarray(0, this.#bytesLeft) : chunk;
    this.#bytesLeft -= arriving.length;
    // A reset before the system has taken the last bytes would take them along.
    this.#socket.write(arriving, () => (isLast ? this.cut() : done()));
  }
}
