import type { FormattedExecutionResult, GraphQLFormattedError } from 'graphql';
import { createClient, MessageType, stringifyMessage } from 'graphql-ws/client';
import { ANNOUNCE_EXTENSION } from '../protocol/extensions.ts';
import { lossOf, lossOfSocket } from './loss.ts';
import { tameSocket } from './tame-socket.ts';
import type { Connection, ConnectionListener, Transport, WireRequest, WireSink } from './transport.ts';

export interface WebSocketTransportOptions {
  readonly url: string;
  /** @default the global `WebSocket`, which browsers and Node have */
  readonly webSocketImpl?: unknown;
}

/** The graphql-transport-ws protocol, by graphql-ws's client: one client for each connection, which does not retry. */
export function createWebSocketTransport(options: WebSocketTransportOptions): Transport {
  return {
    name: 'websocket',
    connect: (token, listener) => new SocketConnection(options, token, listener),
  };
}

class SocketConnection implements Connection {
  readonly transport = 'websocket';
  readonly #client: ReturnType<typeof createClient>;
  readonly #listener: ConnectionListener;
  /** Those that wait for the server's word on where they begin, by their ID. */
  readonly #unannounced = new Map<string, WireSink>();
  readonly #pings: (() => void)[] = [];
  #socket: WebSocket | undefined;
  #lastId = 0;
  #wasOpen = false;
  #isOver = false;

  constructor(
    { url, webSocketImpl }: WebSocketTransportOptions,
    token: string | undefined,
    listener: ConnectionListener,
  ) {
    this.#listener = listener;
    const socketClass = webSocketImpl ?? globalThis.WebSocket;
    this.#client = createClient({
      url,
      webSocketImpl:
        typeof socketClass === 'function'
          ? tameSocket(socketClass as typeof WebSocket, (error) => this.#lost(error))
          : socketClass,
      ...(token === undefined ? {} : { connectionParams: { token } }),
      lazy: false,
      retryAttempts: 0,
      generateID: () => String((this.#lastId += 1)),
      onNonLazyError: (cause) => this.#lost(cause),
      on: {
        opened: (socket) => void (this.#socket = socket as WebSocket),
        connected: () => {
          this.#wasOpen = true;
          if (!this.#isOver) listener.opened(this);
        },
        message: (message) => {
          if (this.#isOver) return;
          listener.alive();
          if (message.type === MessageType.Pong) this.#pong(message.payload);
        },
        closed: (event) => this.#lost(event),
      },
    });
  }

  run({ extensions, ...request }: WireRequest, sink: WireSink): () => void {
    let isStopped = false;
    const stop = this.#client.subscribe(
      { ...request, extensions: { ...extensions, [ANNOUNCE_EXTENSION]: true } },
      {
        next: (result) => {
          if (!isStopped) sink.next(result as FormattedExecutionResult);
        },
        error: (error) => {
          // Anything else is the end of the socket, of which all operations are told together.
          if (!isStopped && Array.isArray(error)) sink.failed(error as readonly GraphQLFormattedError[]);
        },
        complete: () => {
          if (!isStopped && !this.#isOver) sink.complete();
        },
      },
    );
    const id = String(this.#lastId);
    this.#unannounced.set(id, sink);
    return () => {
      isStopped = true;
      this.#unannounced.delete(id);
      stop();
    };
  }

  ping(token?: string): Promise<void> {
    return new Promise((resolve) => {
      if (this.#isOver || this.#socket?.readyState !== this.#socket?.OPEN) return;
      this.#pings.push(resolve);
      this.#socket?.send(
        stringifyMessage(
          token === undefined ? { type: MessageType.Ping } : { type: MessageType.Ping, payload: { token } },
        ),
      );
    });
  }

  close(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#leave();
  }

  /** The server's answer to a ping, or its word on where a subscription begins. */
  #pong(payload: unknown): void {
    const { id, cursor } = (payload ?? {}) as { id?: unknown; cursor?: unknown };
    if (typeof id !== 'string') return this.#pings.shift()?.();
    const sink = this.#unannounced.get(id);
    this.#unannounced.delete(id);
    sink?.begun(typeof cursor === 'string' ? cursor : undefined);
  }

  #lost(cause: unknown): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#leave();
    const { code, reason } = (cause ?? {}) as { code?: unknown; reason?: unknown };
    this.#listener.ended(
      typeof code === 'number'
        ? lossOfSocket(code, typeof reason === 'string' ? reason : '', this.#wasOpen)
        : this.#wasOpen
          ? lossOf('websocket', 'lost', `broke (${messageOf(cause)})`)
          : lossOf('websocket', 'blocked', `cannot be opened (${messageOf(cause)})`),
    );
  }

  #leave(): void {
    this.#unannounced.clear();
    this.#pings.length = 0;
    // graphql-ws's `dispose` waits for a connection that may never come; `terminate` does not, and tells us nothing new.
    this.#client.terminate();
  }
}

function messageOf(cause: unknown): string {
  const { message } = (cause ?? {}) as { message?: unknown };
  return typeof message === 'string' && message !== '' ? message : 'the network gives no reason';
}
