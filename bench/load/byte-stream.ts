import { connect, type Socket } from 'node:net';

/** All sockets read into this one: what they read is looked at before the next reads. */
const SHARED = Buffer.allocUnsafe(256 * 1024);
const EMPTY = Buffer.alloc(0);

/** Where to connect, what to say first, and who takes what comes. */
export interface ByteStreamOptions {
  readonly port: number;
  /** Sent as soon as the connection stands. */
  readonly greeting: string;
  /**
   * Takes what there is and returns how much of it is done with; the rest comes again, with more behind it. The bytes
   * are only there during the call.
   */
  readonly onBytes: (bytes: Buffer) => number;
  /** Called once, when the connection has ended. */
  readonly onLost: (reason: string) => void;
}

/** A connection on loopback that reads without allocating. */
export class ByteStream {
  readonly #socket: Socket;
  readonly #onBytes: (bytes: Buffer) => number;
  readonly #onLost: (reason: string) => void;
  #rest: Buffer = EMPTY;
  #isHeld = false;
  #isOver = false;

  constructor({ port, greeting, onBytes, onLost }: ByteStreamOptions) {
    this.#onBytes = onBytes;
    this.#onLost = onLost;
    this.#socket = connect({
      port,
      host: '127.0.0.1',
      noDelay: true,
      onread: { buffer: SHARED, callback: (count) => this.#read(count) },
    });
    this.#socket.write(greeting);
    this.#socket.on('error', (error) => this.#lose(error.message));
    this.#socket.on('close', () => this.#lose('closed'));
  }

  write(bytes: Buffer): void {
    this.#socket.write(bytes);
  }

  /** Reads nothing until it is released. */
  hold(): void {
    this.#isHeld = true;
    this.#socket.pause();
  }

  release(): void {
    this.#isHeld = false;
    this.#socket.resume();
  }

  #read(count: number): boolean {
    if (this.#isOver) return false;
    const fresh = SHARED.subarray(0, count);
    const bytes = this.#rest.length > 0 ? Buffer.concat([this.#rest, fresh]) : fresh;
    try {
      const done = this.#onBytes(bytes);
      this.#rest = done < bytes.length ? Buffer.from(bytes.subarray(done)) : EMPTY;
    } catch (error) {
      this.#lose(error instanceof Error ? error.message : String(error));
    }
    return !this.#isHeld;
  }

  #lose(reason: string): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#socket.destroy();
    this.#onLost(reason);
  }
}
