import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocket, type RawData } from 'ws';
import { ENDINGS, fitReason, naming, type Ending } from '../protocol/endings.ts';
import type { ConnectionHandle, ConnectionRegistry } from './connections.ts';
import { peerOf } from './http/exchange.ts';
import type { Beating, KeepAlive } from './keep-alive.ts';
import { lacksChanges, type Leaving } from './leaving.ts';
import type { MessageBatch } from './message-batch.ts';
import { MessageRate } from './message-rate.ts';
import { Outlet } from './outlet.ts';
import type { TransportLog } from './operation-host.ts';
import { MAX_STALLED_INTERVALS, watchForStall } from './stall-watch.ts';

/** Undelivered replies, pongs above all, at which a client is taken for one that does not read; in bytes. */
const MAX_PENDING_REPLY_BYTES = 1024 * 1024;
/** What a waiting reply costs besides its text, roughly. */
const REPLY_OVERHEAD_BYTES = 64;
const { OPEN } = WebSocket;

/** A WebSocket that carries text. */
export interface TextSocket {
  readonly protocol: string;
  readonly handle: ConnectionHandle;
  /** Resolves when the network has taken the text, or when the socket has closed; never rejects. */
  send(text: string): Promise<void>;
  /** Sends what the client asked for without being limited in asking; too much of it unread ends the socket. */
  reply(text: string): Promise<void>;
  /** Nothing where the network has taken all that was sent before; else what resolves when it has, or has closed. */
  room(): Promise<void> | undefined;
  /** How many operations the protocol runs on it: what one alone has to send leaves at once. */
  operations: number;
  /** Sends framed messages for an operation; there was room just before. */
  sendBatch(batch: MessageBatch, id: Buffer): void;
  /** Begins to close. Whatever the client still sends is ignored. */
  close(ending: Pick<Ending, 'code' | 'reason'>): void;
}

/** What a protocol does with a socket. */
export interface SocketListener {
  message(text: string): void;
  /** Called once, as soon as the socket begins to close on the server's side, or is found closed. */
  ended(code: number, reason: string): void;
}

/** What a peer needs to know of its server. */
export interface PeerOptions {
  readonly connections: ConnectionRegistry;
  readonly keepAlive: KeepAlive;
  readonly log: TransportLog;
  /** Most messages, pings and pongs a second, lastingly; more end the socket with 4029. `0` for any number. */
  readonly maxMessagesPerSecond: number;
  /** Takes a new socket. */
  readonly accept: (socket: TextSocket, request: IncomingMessage) => SocketListener;
}

/** One WebSocket: what its client sends is counted and handed on, and whether it is alive is watched. */
export class Peer implements TextSocket, Beating, Leaving {
  readonly handle: ConnectionHandle;
  operations = 0;
  readonly #peers: Set<Peer>;
  readonly #socket: WebSocket;
  readonly #stream: Duplex;
  readonly #outlet: Outlet;
  readonly #log: TransportLog;
  readonly #keepAlive: KeepAlive;
  readonly #options: PeerOptions;
  readonly #rate: MessageRate;
  #listener: SocketListener | undefined;
  #pingedAt: number | undefined;
  /** Whether the last ping had to wait behind what the network had not taken. */
  #isPingLate = false;
  /** Ends the watch over what the network does not take. */
  #stopWatching: (() => void) | undefined;
  #pendingReplyBytes = 0;
  #isEnded = false;
  #isClosed = false;
  #closing: PromiseWithResolvers<void> | undefined;

  constructor(
    socket: WebSocket,
    stream: Duplex,
    request: IncomingMessage,
    options: PeerOptions,
    peers: Set<Peer>,
  ) {
    const { connections, keepAlive, log, accept } = options;
    this.#options = options;
    this.#rate = new MessageRate(options.maxMessagesPerSecond, performance.now());
    this.#socket = socket;
    this.#stream = stream;
    this.#outlet = new Outlet(stream);
    this.#log = log;
    this.handle = connections.open({ transport: 'WEBSOCKET', ...peerOf(request) });
    this.#peers = peers;
    this.#keepAlive = keepAlive;
    // Without a listener one bad frame would end the process.
    socket.on('error', (error) => {
      log.info({ connection: this.handle.connection.id, reason: error.message }, 'A WebSocket failed');
      if ('code' in error && error.code === 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH') {
        connections.refuse('maxMessageBytes');
      }
      this.#end(1006, error.message);
    });
    socket.on('close', (code, reason) => {
      this.#end(code, String(reason));
      this.handle.close();
      this.#peers.delete(this);
      this.#isClosed = true;
      this.#closing?.resolve();
    });
    keepAlive.add(this);
    const listener = accept(this, request);
    this.#listener = listener;
    // A protocol that turns the socket away has closed it before there was a listener to tell.
    if (this.#isEnded) listener.ended(1000, '');
    socket.on('message', (data, isBinary) => this.#receive(data, isBinary));
    socket.on('ping', (data) => this.#answerPing(data));
    socket.on('pong', () => this.#receivePong());
  }

  get protocol(): string {
    return this.#socket.protocol;
  }

  /** Resolves when the socket has closed. */
  get closed(): Promise<void> {
    this.#closing ??= Promise.withResolvers();
    if (this.#isClosed) this.#closing.resolve();
    return this.#closing.promise;
  }

  send(text: string): Promise<void> {
    // A source that always has more would spin here until the socket is gone, were this resolved at once.
    if (this.#socket.readyState !== OPEN) return this.closed;
    this.#outlet.flush();
    const { promise, resolve } = Promise.withResolvers<void>();
    // A socket that fails is about to close, and there is nothing to go on with until then.
    this.#socket.send(text, (error) => resolve(error ? this.closed : undefined));
    return promise;
  }

  async reply(text: string): Promise<void> {
    const cost = this.#beginReply(Buffer.byteLength(text));
    if (cost === undefined) return;
    await this.send(text);
    this.#pendingReplyBytes -= cost;
  }

  room(): Promise<void> | undefined {
    return this.#socket.readyState === OPEN ? this.#outlet.room() : this.closed;
  }

  sendBatch(batch: MessageBatch, id: Buffer): void {
    // Nothing may follow a close frame.
    if (this.#socket.readyState === OPEN) this.#outlet.write(batch, id, this.operations === 1);
  }

  close({ code, reason }: Pick<Ending, 'code' | 'reason'>): void {
    this.#outlet.flush();
    if (this.#socket.readyState === OPEN) this.#socket.close(code, fitReason(reason));
    this.#end(code, reason);
  }

  terminate(): void {
    this.#socket.terminate();
  }

  #receive(data: RawData, isBinary: boolean): void {
    // `ws` goes on to deliver what a client sent behind the message that it is being closed for.
    if (this.#isEnded || this.#socket.readyState !== OPEN) return;
    this.handle.seen();
    if (!this.#mayReceive()) return;
    if (isBinary) return this.close(ENDINGS.binaryMessage);
    this.#guarded(() => this.#listener?.message((data as Buffer).toString('utf8')));
  }

  #answerPing(data: Buffer): void {
    if (this.#isEnded || this.#socket.readyState !== OPEN) return;
    this.handle.seen();
    if (!this.#mayReceive()) return;
    const cost = this.#beginReply(data.length);
    if (cost !== undefined) this.#socket.pong(data, false, () => (this.#pendingReplyBytes -= cost));
  }

  #receivePong(): void {
    this.#isPingLate = false;
    if (this.#pingedAt === undefined) {
      this.handle.seen();
      // Nobody asked for it.
      this.#mayReceive();
      return;
    }
    this.handle.seen(performance.now() - this.#pingedAt);
    this.#pingedAt = undefined;
  }

  /**
   * Pings, or finds that the last ping was not answered. One that still waits behind a large delivery cannot have been:
   * as long as the network takes some of that, the client is not given up.
   */
  beat(): void {
    if (this.#socket.readyState !== OPEN) return;
    if (this.#socket.bufferedAmount > 0) {
      this.#isPingLate = this.#pingedAt !== undefined;
      this.#stopWatching ??= watchForStall(
        this.#stream as Socket,
        MAX_STALLED_INTERVALS * this.#keepAlive.everyMs,
        () => this.#prune(),
      );
      return;
    }
    this.#endWatch();
    if (this.#isPingLate) {
      this.#isPingLate = false;
    } else if (this.#pingedAt !== undefined) {
      this.#prune();
    } else {
      this.#pingedAt = performance.now();
      this.#socket.ping();
    }
  }

  get isBehind(): boolean {
    if (this.#isEnded || this.#socket.readyState !== OPEN) return false;
    return this.#outlet.room() !== undefined || lacksChanges(this.handle.connection);
  }

  leave(): void {
    this.close(ENDINGS.goingAway);
  }

  #endWatch(): void {
    this.#stopWatching?.();
    this.#stopWatching = undefined;
  }

  #prune(): void {
    this.handle.close('pruned');
    this.#socket.terminate();
  }

  /** Whether a message may be one more; the socket that sends too many is closed. */
  #mayReceive(): boolean {
    if (this.#rate.take(performance.now())) return true;
    const { connections, maxMessagesPerSecond } = this.#options;
    if (!this.#isEnded) connections.refuse('maxMessagesPerSecond');
    this.close(naming(ENDINGS.tooManyMessages, 'maxMessagesPerSecond', maxMessagesPerSecond));
    return false;
  }

  /** What the reply costs, or nothing when the client reads so little that it is given up. */
  #beginReply(bytes: number): number | undefined {
    if (this.#isEnded) return undefined;
    const cost = bytes + REPLY_OVERHEAD_BYTES;
    this.#pendingReplyBytes += cost;
    if (this.#pendingReplyBytes <= MAX_PENDING_REPLY_BYTES) return cost;
    this.close(ENDINGS.tooSlowToReadReplies);
    return undefined;
  }

  #end(code: number, reason: string): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    this.#keepAlive.remove(this);
    this.#endWatch();
    this.#guarded(() => this.#listener?.ended(code, reason));
  }

  #guarded(action: () => void): void {
    try {
      action();
    } catch (error) {
      const connection = this.handle.connection.id;
      this.#log.error({ err: error, connection }, 'A WebSocket message could not be handled');
      this.close(ENDINGS.internalError);
    }
  }
}
