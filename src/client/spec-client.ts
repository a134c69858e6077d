import { SpecClientError } from './client-error.ts';
import type { ClientStatus, ClientTransport } from './client-status.ts';
import { Connector } from './connector.ts';
import { textOfDocument, type SpecDocument } from './document-text.ts';
import { endpointsOf } from './endpoints.ts';
import { createEventStreamTransport } from './event-stream-transport.ts';
import { httpQuery } from './http-query.ts';
import { callback, LiveOperation, type SpecObserver, type SpecResult } from './live-operation.ts';
import { createLiveSpecs, type LiveSpecs, type LiveSpecsOptions } from './live-specs.ts';
import { ResultQueue } from './result-queue.ts';
import { TIMING, type Timing } from './timing.ts';
import { TokenSource, type TokenOption } from './token-source.ts';
import type { Connection, Transport } from './transport.ts';
import { onWake } from './wake.ts';
import { createWebSocketTransport } from './web-socket-transport.ts';

export interface SpecClientOptions {
  /** The address of the server's `/graphql`; in a browser it may be relative to the page. */
  readonly url: string | URL;
  /** What lets the client in, or a function that gets it. @default none */
  readonly token?: TokenOption | undefined;
  /**
   * What to use, the preferred one first.
   * @default ['websocket', 'sse']; without `websocket` where there is no global WebSocket and none is given
   */
  readonly transports?: readonly ClientTransport[] | undefined;
  /** @default the global fetch */
  readonly fetch?: typeof fetch | undefined;
  /** A WebSocket class, such as that of the package `ws`. @default the global one */
  readonly webSocket?: unknown;
  /** Timers, in milliseconds. @default TIMING, which suits networks of all kinds */
  readonly timing?: Partial<Timing> | undefined;
}

export interface SubscribeOptions {
  /** Begin after this position. @default where the server stands, or as the operation says */
  readonly since?: string | undefined;
  /**
   * What to do when a new token shows something else than the one before: end with the error `ACCESS_CHANGED`, or
   * begin anew, which is right for a subscription that begins with a snapshot. @default 'fail'
   */
  readonly whenAccessChanges?: 'fail' | 'begin-anew' | undefined;
  /**
   * Called when the server has begun it, on each connection; what happens from then on will be told.
   * @param cursor where it begins there; `undefined` where it begins with a snapshot, or has no position
   */
  readonly onBegun?: ((cursor: string | undefined) => void) | undefined;
  /** Which operation of the document. @default the only one */
  readonly operationName?: string | undefined;
}

export interface QueryOptions extends Pick<SubscribeOptions, 'operationName'> {
  /** Gives the query up; its reason is what is thrown then. @default none */
  readonly signal?: AbortSignal | undefined;
}

/** A client of one server. It connects when there is something to subscribe to. */
export interface SpecClient extends Disposable {
  readonly status: ClientStatus;
  /** Calls back with every change of the status; returns what ends that. */
  onStatus(listener: (status: ClientStatus) => void): () => void;
  /**
   * Subscribes, and goes on through lost connections: nothing is missed, nothing is repeated. That the server has
   * forgotten a position comes as a result, a resync; an operation that cannot be run, and a server that lets this
   * client in no more, as an error.
   * @returns the results, to be iterated; it ends when the iteration is left
   * @throws {SpecClientError} `DISPOSED`
   */
  subscribe<TData = Record<string, unknown>, TVariables = Record<string, unknown>>(
    document: SpecDocument<TData, TVariables>,
    variables?: TVariables,
    observer?: undefined,
    options?: SubscribeOptions,
  ): AsyncIterableIterator<SpecResult<TData>, undefined>;
  /**
   * The same, with an observer.
   * @returns what ends it
   */
  subscribe<TData = Record<string, unknown>, TVariables = Record<string, unknown>>(
    document: SpecDocument<TData, TVariables>,
    variables: TVariables | undefined,
    observer: SpecObserver<TData>,
    options?: SubscribeOptions,
  ): () => void;
  /**
   * Runs a query over HTTP.
   * @returns its data
   * @throws {SpecClientError} when there is no answer, the request is refused, or the result has errors
   */
  query<TData = Record<string, unknown>, TVariables = Record<string, unknown>>(
    document: SpecDocument<TData, TVariables>,
    variables?: TVariables,
    options?: QueryOptions,
  ): Promise<TData>;
  /** All specs that match, kept current. */
  liveSpecs(options?: LiveSpecsOptions): LiveSpecs;
  /** Tries to connect now, where it waits to; also after a refusal, for what is subscribed to then. */
  reconnect(): void;
  /** Ends all subscriptions and the connection. Twice is harmless. */
  dispose(): void;
}

/**
 * A client for any network: over WebSocket where that gets through, else over an event stream, until WebSockets do.
 * @throws {TypeError} for a URL or a transport that cannot be
 */
export function createSpecClient(options: SpecClientOptions): SpecClient {
  return new Client(options);
}

class Client implements SpecClient {
  readonly #connector: Connector;
  readonly #operations = new Set<LiveOperation>();
  readonly #listeners = new Set<(status: ClientStatus) => void>();
  readonly #timing: Timing;
  readonly #query: Parameters<typeof httpQuery>[0];
  readonly #stopWaking: () => void;
  #connection: Connection | undefined;
  #lingering: ReturnType<typeof setTimeout> | undefined;
  #isDisposed = false;

  constructor(options: SpecClientOptions) {
    const endpoints = endpointsOf(options.url);
    // A browser's fetch wants to be called on nothing else than the page's own global.
    const fetch =
      options.fetch ?? ((...given: Parameters<typeof globalThis.fetch>) => globalThis.fetch(...given));
    const token = new TokenSource(options.token);
    this.#timing = { ...TIMING, ...options.timing };
    this.#query = { url: endpoints.http, fetch, token };
    const create: Readonly<Record<ClientTransport, () => Transport>> = {
      websocket: () => createWebSocketTransport({ url: endpoints.socket, webSocketImpl: options.webSocket }),
      sse: () => createEventStreamTransport({ url: endpoints.stream, fetch }),
    };
    this.#connector = new Connector({
      transports: chosenTransports(options).map((name) => create[name]()),
      token,
      timing: this.#timing,
      random: Math.random,
      onConnected: (connection) => {
        this.#connection = connection;
        for (const operation of this.#operations) operation.attach(connection);
      },
      onLost: ({ kind }) => {
        this.#connection = undefined;
        // A copy, here and below: whoever is told of an end may subscribe anew, which that does not concern.
        const operations = [...this.#operations];
        for (const operation of operations) operation.detach();
        if (kind === 'access-changed') for (const operation of operations) operation.accessChanged();
      },
      onRefused: (error) => {
        this.#connection = undefined;
        const operations = [...this.#operations];
        for (const operation of operations) operation.fail(error);
      },
      onStatus: (status) => {
        for (const listener of this.#listeners) {
          // One that was told may have changed it, of which all have been told by now.
          if (this.#connector.status === status) callback(() => listener(status));
        }
      },
    });
    this.#stopWaking = onWake(() => this.#connector.hurry());
  }

  get status(): ClientStatus {
    return this.#connector.status;
  }

  onStatus(listener: (status: ClientStatus) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  subscribe<TData, TVariables>(
    document: SpecDocument<TData, TVariables>,
    variables?: TVariables,
    observer?: undefined,
    options?: SubscribeOptions,
  ): AsyncIterableIterator<SpecResult<TData>, undefined>;
  subscribe<TData, TVariables>(
    document: SpecDocument<TData, TVariables>,
    variables: TVariables | undefined,
    observer: SpecObserver<TData>,
    options?: SubscribeOptions,
  ): () => void;
  subscribe<TData, TVariables>(
    document: SpecDocument<TData, TVariables>,
    variables?: TVariables,
    observer?: SpecObserver<TData>,
    options: SubscribeOptions = {},
  ): AsyncIterableIterator<SpecResult<TData>, undefined> | (() => void) {
    if (observer) {
      const operation = this.#begin(document, variables, observer, options);
      return () => operation[Symbol.dispose]();
    }
    const queue = new ResultQueue<TData>({
      onReturn: () => operation[Symbol.dispose](),
      onFull: () => operation.pause(),
      onEmpty: () => operation.resume(),
    });
    const operation = this.#begin(document, variables, queue.observer, options);
    return queue.iterator;
  }

  query<TData, TVariables>(
    document: SpecDocument<TData, TVariables>,
    variables?: TVariables,
    { signal, operationName }: QueryOptions = {},
  ): Promise<TData> {
    const request = {
      query: textOfDocument(document),
      operationName,
      variables: variables as Record<string, unknown> | undefined,
    };
    return httpQuery(this.#query, request, signal) as Promise<TData>;
  }

  liveSpecs(options: LiveSpecsOptions = {}): LiveSpecs {
    return createLiveSpecs(this, options);
  }

  reconnect(): void {
    if (this.#operations.size > 0) this.#connector.start();
    this.#connector.hurry();
  }

  dispose(): void {
    if (this.#isDisposed) return;
    this.#isDisposed = true;
    this.#stopWaking();
    for (const operation of this.#operations) operation.complete();
    clearTimeout(this.#lingering);
    this.#connector.stop();
    this.#listeners.clear();
  }

  [Symbol.dispose](): void {
    this.dispose();
  }

  #begin<TData, TVariables>(
    document: SpecDocument<TData, TVariables>,
    variables: TVariables | undefined,
    observer: SpecObserver<TData>,
    { since, whenAccessChanges = 'fail', onBegun, operationName }: SubscribeOptions,
  ): LiveOperation {
    if (this.#isDisposed) throw new SpecClientError('The client has been disposed.', { code: 'DISPOSED' });
    const operation = new LiveOperation({
      query: textOfDocument(document),
      variables: variables as Record<string, unknown> | undefined,
      operationName,
      since,
      whenAccessChanges,
      onBegun,
      observer,
      onEnd: () => {
        this.#operations.delete(operation);
        if (this.#operations.size === 0) this.#linger();
      },
    });
    clearTimeout(this.#lingering);
    this.#operations.add(operation);
    this.#connector.start();
    if (this.#connection) operation.attach(this.#connection);
    return operation;
  }

  /** Whoever shows one thing after another need not connect for each. */
  #linger(): void {
    clearTimeout(this.#lingering);
    this.#lingering = setTimeout(() => {
      this.#connection = undefined;
      this.#connector.stop();
    }, this.#timing.lingerMs);
  }
}

const TRANSPORTS: readonly ClientTransport[] = ['websocket', 'sse'];

function chosenTransports({ transports, webSocket }: SpecClientOptions): readonly ClientTransport[] {
  const hasWebSocket = webSocket !== undefined || typeof WebSocket !== 'undefined';
  if (!transports) return TRANSPORTS.filter((name) => name !== 'websocket' || hasWebSocket);
  if (transports.length === 0 || !transports.every((name) => TRANSPORTS.includes(name))) {
    throw new TypeError(
      `transports: expected some of ${TRANSPORTS.join(' and ')}, got ${JSON.stringify(transports)}.`,
    );
  }
  return [...new Set(transports)];
}
