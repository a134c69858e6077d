import type { ServerResponse } from 'node:http';
import type { Envelope } from '../execution/plan.ts';
import type { ResultSink } from '../execution/response-stream.ts';
import type { KeepAlive } from './keep-alive.ts';
import type { MessageBatch } from './message-batch.ts';
import { Outlet } from './outlet.ts';

/**
 * An event stream on a response. A write resolves when the socket has taken it, so whoever awaits it holds back while
 * the client does not read. Ends exactly once: by `end`, or when the client is gone.
 */
export class EventStream {
  readonly #response: ServerResponse;
  readonly #keepAlive: KeepAlive;
  readonly #waiting = new Set<(isWritten: boolean) => void>();
  readonly #listeners = new Set<() => void>();
  #stopBeating: () => void = () => undefined;
  readonly #closed = Promise.withResolvers<void>();
  #outlet: Outlet | undefined;
  #isClosed = false;

  constructor(response: ServerResponse, keepAlive: KeepAlive) {
    this.#response = response;
    this.#keepAlive = keepAlive;
    response.once('close', () => this.#finish());
    if (response.destroyed || response.closed) this.#isClosed = true;
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** Calls the listener once when the stream has ended, at once if it already has. */
  onClose(listener: () => void): void {
    if (this.#isClosed) listener();
    else this.#listeners.add(listener);
  }

  /** Sends the headers and a comment, so that no proxy or browser waits for the first event. */
  open(headers: Readonly<Record<string, string>> = {}): void {
    if (this.#isClosed) return;
    const { socket, req } = this.#response;
    // HTTP/1.0 knows no chunks, and a response that waits behind another has no socket yet.
    const isChunked = req.httpVersion === '1.1';
    this.#response.writeHead(200, {
      ...(isChunked ? { 'transfer-encoding': 'chunked' } : {}),
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache, no-transform',
      'x-accel-buffering': 'no',
      ...headers,
    });
    socket?.setNoDelay(true);
    if (socket && isChunked) this.#outlet = new Outlet(socket);
    void this.write(':\n\n');
    this.#stopBeating = this.#keepAlive.add(() => {
      // While something waits to be read a comment would only pile up behind it.
      if (this.#waiting.size === 0) void this.write(':\n\n');
    });
  }

  /**
   * What takes batches past the response, chunk by chunk; `undefined` where the response cannot be written to so, or
   * has not been opened.
   * @param id the operation's ID as it stands in the batches
   * @param isAlone whether the stream has no other operation
   */
  sink(
    envelope: Envelope<MessageBatch>,
    id: Buffer,
    isAlone: () => boolean,
  ): ResultSink<MessageBatch> | undefined {
    const outlet = this.#outlet;
    if (!outlet) return undefined;
    return {
      envelope,
      room: () => (this.#isClosed ? this.#closed.promise : outlet.room()),
      take: (batch) => {
        if (!this.#isClosed) outlet.write(batch, id, isAlone());
      },
    };
  }

  /** Writes whole blocks. Resolves to whether the stream is still open once the socket has taken them. */
  write(blocks: string): Promise<boolean> {
    if (this.#isClosed) return Promise.resolve(false);
    this.#outlet?.flush();
    const { promise, resolve } = Promise.withResolvers<boolean>();
    this.#waiting.add(resolve);
    this.#response.write(blocks, () => {
      this.#waiting.delete(resolve);
      resolve(!this.#isClosed);
    });
    return promise;
  }

  /** Ends the response. What was written before still goes out. */
  end(): void {
    if (this.#isClosed) return;
    this.#outlet?.flush();
    if (!this.#response.headersSent) this.#response.statusCode = 503;
    this.#response.end();
    this.#finish();
  }

  #finish(): void {
    if (this.#isClosed && this.#listeners.size === 0) return;
    this.#isClosed = true;
    this.#closed.resolve();
    this.#stopBeating();
    // A destroyed response forgets its callbacks; whoever waits must learn of the end all the same.
    for (const resolve of this.#waiting) resolve(false);
    this.#waiting.clear();
    const listeners = [...this.#listeners];
    this.#listeners.clear();
    for (const listener of listeners) listener();
  }
}

/** The block of one event; `data` must be a single line. */
export function formatEvent(event: string, data: string, id?: string): string {
  const idLine = id === undefined ? '' : formatId(id);
  return `${idLine}event: ${event}\ndata:${data === '' ? '' : ` ${data}`}\n\n`;
}

/** A line that sets the stream's last event ID, or nothing where the ID could not stand on a line. */
export function formatId(id: string): string {
  return isOneLine(id) ? `id: ${id}\n` : '';
}

/** Whether a text may stand in a header or on a line of a stream. */
export function isOneLine(text: string): boolean {
  return /^[\x20-\x7e]+$/.test(text);
}
