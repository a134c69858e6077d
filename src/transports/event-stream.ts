import type { ServerResponse } from 'node:http';
import type { Envelope } from '../execution/plan.ts';
import type { ResultSink } from '../execution/response-stream.ts';
import type { ConnectionHandle } from './connections.ts';
import type { Expiring } from './expiries.ts';
import type { Beating, KeepAlive } from './keep-alive.ts';
import { lacksChanges, type Leaving } from './leaving.ts';
import type { MessageBatch } from './message-batch.ts';
import { Outlet } from './outlet.ts';
import { cutIfUnread, MAX_STALLED_INTERVALS, watchForStall } from './stall-watch.ts';

/** A comment, which is no event. */
const COMMENT = ':\n\n';

/** How long a client whose token has expired may take to read what was sent before, in milliseconds. */
const EXPIRED_MS = 5_000;
/** Between these, in milliseconds, an EventSource is told to wait before it comes back: each another time. */
const MIN_RETRY_MS = 500;
const MAX_RETRY_MS = 3_000;

/**
 * An event stream on a response. A write resolves when the socket has taken it, so whoever awaits it holds back while
 * the client does not read. Ends exactly once: by `end`, or when the client is gone.
 */
export class EventStream implements Beating, Expiring, Leaving {
  readonly #response: ServerResponse;
  readonly #keepAlive: KeepAlive;
  readonly #handle: ConnectionHandle;
  readonly #listeners: (() => void)[] = [];
  /** Writes that the socket has not taken. */
  #waiting: Set<(isWritten: boolean) => void> | undefined;
  #outlet: Outlet | undefined;
  /** Ends the watch over what the network does not take. */
  #stopWatching: (() => void) | undefined;
  #isClosed = false;

  /** @param handle the connection's record, which is kept true; whoever opened it closes it */
  constructor(response: ServerResponse, keepAlive: KeepAlive, handle: ConnectionHandle) {
    this.#response = response;
    this.#keepAlive = keepAlive;
    this.#handle = handle;
    response.on('close', () => this.#finish());
    if (response.destroyed || response.closed) this.#isClosed = true;
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** Calls the listener once when the stream has ended, at once if it already has. */
  onClose(listener: () => void): void {
    if (this.#isClosed) listener();
    else this.#listeners.push(listener);
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
    // By themselves, since Node keeps headers that it sends with something else in pieces as long as the response lives.
    this.#response.flushHeaders();
    this.#response.write(COMMENT);
    this.#keepAlive.add(this);
  }

  /**
   * A comment keeps the way open and finds out whether there is one. While something waits to be read it would only
   * pile up behind it: then the stream is watched, for a client that is gone without a word reads nothing at all.
   */
  beat(): void {
    if (this.#isHindered) {
      this.#stopWatching ??= watchForStall(
        this.#response,
        MAX_STALLED_INTERVALS * this.#keepAlive.everyMs,
        () => this.#prune(),
      );
      return;
    }
    this.#endWatch();
    this.#comment();
  }

  /** A comment at once, for a client that asks whether its stream gets through; none where something waits there. */
  ping(): void {
    if (!this.#isHindered) this.#comment();
  }

  get isBehind(): boolean {
    return !this.#isClosed && (this.#isHindered || lacksChanges(this.#handle.connection));
  }

  /** Without a `complete`, so that the client comes back; an EventSource is told when, so that not all do at once. */
  leave(): void {
    if (this.#response.headersSent) void this.write(`${formatRetry(MIN_RETRY_MS, MAX_RETRY_MS)}\n`);
    this.end();
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
    return this.#outlet && new StreamSink(this, this.#outlet, { envelope, id, isAlone });
  }

  /** Writes whole blocks. Resolves to whether the stream is still open once the socket has taken them. */
  write(blocks: string): Promise<boolean> {
    if (this.#isClosed) return Promise.resolve(false);
    this.#outlet?.flush();
    const { promise, resolve } = Promise.withResolvers<boolean>();
    this.#waiting ??= new Set();
    this.#waiting.add(resolve);
    this.#response.write(blocks, () => {
      this.#waiting?.delete(resolve);
      if (this.#waiting?.size === 0) this.#waiting = undefined;
      resolve(!this.#isClosed);
    });
    return promise;
  }

  /** Ends it without more, so that the client comes back with a new token; by force where it does not read. */
  expire(): void {
    this.end();
    if (this.#response.closed) return;
    const timer = setTimeout(() => this.#response.destroy(), EXPIRED_MS).unref();
    this.#response.once('close', () => clearTimeout(timer));
  }

  /** Ends the response. What was written before still goes out. */
  end(): void {
    if (this.#isClosed) return;
    this.#outlet?.flush();
    if (!this.#response.headersSent) this.#response.statusCode = 503;
    this.#response.end();
    this.#finish();
    cutIfUnread(this.#response);
  }

  get #isHindered(): boolean {
    return this.#waiting !== undefined || this.#outlet?.room() !== undefined;
  }

  #comment(): void {
    void this.write(COMMENT).then((isOpen) => isOpen && this.#handle.seen());
  }

  #endWatch(): void {
    this.#stopWatching?.();
    this.#stopWatching = undefined;
  }

  #prune(): void {
    this.#handle.close('pruned');
    this.#response.destroy();
  }

  #finish(): void {
    if (this.#isClosed && this.#listeners.length === 0) return;
    this.#isClosed = true;
    this.#keepAlive.remove(this);
    this.#endWatch();
    // A destroyed response forgets its callbacks; whoever waits must learn of the end all the same.
    for (const resolve of this.#waiting ?? []) resolve(false);
    this.#waiting = undefined;
    for (const listener of this.#listeners.splice(0)) listener();
  }
}

class StreamSink implements ResultSink<MessageBatch> {
  readonly envelope: Envelope<MessageBatch>;
  readonly #stream: EventStream;
  readonly #outlet: Outlet;
  readonly #id: Buffer;
  readonly #isAlone: () => boolean;

  constructor(
    stream: EventStream,
    outlet: Outlet,
    { envelope, id, isAlone }: { envelope: Envelope<MessageBatch>; id: Buffer; isAlone: () => boolean },
  ) {
    this.envelope = envelope;
    this.#stream = stream;
    this.#outlet = outlet;
    this.#id = id;
    this.#isAlone = isAlone;
  }

  room(): Promise<void> | undefined {
    // Whoever waits for a stream that has ended is told to stop.
    return this.#stream.isClosed ? new Promise(() => undefined) : this.#outlet.room();
  }

  take(batch: MessageBatch): void {
    if (!this.#stream.isClosed) this.#outlet.write(batch, this.#id, this.#isAlone());
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

/** A line that tells an EventSource how long to wait before it comes back: any time between two, in milliseconds. */
export function formatRetry(minMs: number, maxMs: number): string {
  return `retry: ${Math.round(minMs + Math.random() * (maxMs - minMs))}\n`;
}

/** Whether a text may stand in a header or on a line of a stream. */
export function isOneLine(text: string): boolean {
  return /^[\x20-\x7e]+$/.test(text);
}
