import { createClient, type NetworkError, type RequestParams } from 'graphql-sse';
import type { GraphQLFormattedError } from 'graphql';
import { CURSOR_HEADER, STREAM_TOKEN_HEADER } from '../protocol/headers.ts';
import { errorsIn } from './client-error.ts';
import { lossOf, lossOfStatus, type Loss } from './loss.ts';
import type { Connection, ConnectionListener, Transport, WireRequest, WireSink } from './transport.ts';

/**
 * How long a request beside the stream may take, in milliseconds. It is long, since many that are sent at once wait for each
 * other in a browser over HTTP/1.1.
 */
const ANSWER_MS = 60_000;

export interface EventStreamTransportOptions {
  /** The address of the single connection mode. */
  readonly url: string;
  readonly fetch: typeof fetch;
}

/**
 * graphql-sse's single connection mode, by its client: all operations on one event stream, since a browser has six
 * connections for HTTP/1.1. One client for each connection, which does not retry.
 */
export function createEventStreamTransport(options: EventStreamTransportOptions): Transport {
  return {
    name: 'sse',
    connect: (token, listener) => new StreamConnection(options, token, listener),
  };
}

/** An operation, until the server has done with it. */
interface Asked {
  /** Who hears of it; `undefined` once it is stopped. */
  sink: WireSink | undefined;
  /** Where the answer to its POST was no. */
  refusal: readonly GraphQLFormattedError[] | undefined;
}

class StreamConnection implements Connection {
  readonly transport = 'sse';
  readonly #options: EventStreamTransportOptions;
  readonly #client: ReturnType<typeof createClient<true>>;
  readonly #listener: ConnectionListener;
  readonly #ending = new AbortController();
  readonly #asked = new Map<string, Asked>();
  readonly #listeningFor = new Set<() => void>();
  #token: string | undefined;
  /** Whether that is another one than the stream was opened with. */
  #isRenewed = false;
  /** What the server calls the stream. */
  #name = '';
  #lastId = 0;
  #wasOpen = false;
  #isOver = false;

  constructor(options: EventStreamTransportOptions, token: string | undefined, listener: ConnectionListener) {
    this.#options = options;
    this.#token = token;
    this.#listener = listener;
    this.#client = createClient<true>({
      url: options.url,
      singleConnection: true,
      lazy: false,
      retryAttempts: 0,
      // It adds the stream's name to the object it is given.
      headers: () => ({}),
      generateID: () => String((this.#lastId += 1)),
      fetchFn: (url: string, init: RequestInit) => this.#fetch(url, init),
      onNonLazyError: (error) => this.#end(lossOf('sse', 'lost', messageOf(error))),
      onMessage: ({ data }) => {
        // It keeps what comes for an operation that is stopped, for as long as the stream lasts.
        if (data && 'id' in data && !this.#asked.get(data.id)?.sink) Object.assign(data, { payload: null });
      },
    });
  }

  run(request: WireRequest, sink: WireSink): () => void {
    const asked: Asked = { sink, refusal: undefined };
    const letGo = () => {
      const { sink } = asked;
      asked.sink = undefined;
      return sink;
    };
    const stop = this.#client.subscribe(request as RequestParams, {
      next: (result) => asked.sink?.next(result as Parameters<WireSink['next']>[0]),
      error: (error) => {
        this.#asked.delete(id);
        // What did not get to the server, to begin an operation or to stop it, leaves the two of different minds.
        if (!asked.refusal) return this.#end(lossOf('sse', 'lost', messageOf(error)));
        letGo()?.failed(asked.refusal);
      },
      complete: () => {
        this.#asked.delete(id);
        if (!this.#isOver) letGo()?.complete();
      },
    });
    const id = String(this.#lastId);
    this.#asked.set(id, asked);
    return () => {
      letGo();
      stop();
    };
  }

  async ping(token?: string): Promise<void> {
    if (token !== undefined) {
      this.#isRenewed ||= token !== this.#token;
      this.#token = token;
    }
    const heard = new Promise<void>((resolve) => this.#listeningFor.add(resolve));
    // To stop what does not run changes nothing; the answer says that the stream is there, and a comment on it that it
    // gets through.
    const response = await this.#request(`${this.#options.url}?operationId=ping`, { method: 'DELETE' }).catch(
      () => undefined,
    );
    if (response?.ok) return heard;
    if (response) await this.#refused(response);
    return new Promise(() => undefined);
  }

  close(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#leave();
  }

  /** What graphql-sse's client fetches with: it says no more of an answer than whether it was the right one. */
  async #fetch(url: string, init: RequestInit): Promise<Response> {
    if (init.method === 'PUT') return this.#passed(await this.#request(url, init), 201);
    if (init.method === 'GET') return this.#watched(await this.#request(url, init));
    if (init.method === 'POST') return this.#operate(url, init);
    return this.#answered(url, init);
  }

  /** Where there is no answer, nobody knows what the server does, though the stream goes on. */
  async #answered(url: string, init: RequestInit): Promise<Response> {
    const loss = lossOf('sse', 'lost', `no answer to a ${init.method} within ${ANSWER_MS / 1_000} s`);
    const deadline = setTimeout(() => this.#end(loss), ANSWER_MS);
    try {
      return await this.#request(url, init);
    } finally {
      clearTimeout(deadline);
    }
  }

  // What a caller's fetch, or a header, throws is a failed request: hence async.
  async #request(url: string, init: RequestInit): Promise<Response> {
    const headers = new Headers(init.headers);
    if (this.#token !== undefined) headers.set('authorization', `Bearer ${this.#token}`);
    const name = headers.get(STREAM_TOKEN_HEADER);
    if (name !== null) this.#name = name;
    else if (this.#name !== '') headers.set(STREAM_TOKEN_HEADER, this.#name);
    try {
      return await this.#options.fetch(url, { ...init, headers, signal: this.#ending.signal });
    } catch (error) {
      throw new Error(messageOf(error), { cause: error });
    }
  }

  async #passed(response: Response, status: number): Promise<Response> {
    if (response.status !== status) await this.#refused(response);
    return response;
  }

  /** The stream: that it is there is told with its first bytes, since a proxy may keep them back. */
  async #watched(response: Response): Promise<Response> {
    await this.#passed(response, 200);
    const type = response.headers.get('content-type') ?? 'no content type';
    if (response.ok && !type.startsWith('text/event-stream')) {
      this.#end(lossOf('sse', 'blocked', `expected text/event-stream, got ${type}`));
    }
    if (!response.body) return response;
    const watch = new TransformStream<Uint8Array, Uint8Array>({
      transform: (chunk, controller) => {
        this.#hear();
        controller.enqueue(chunk);
      },
      flush: () => this.#end(lossOf('sse', 'lost', 'ended')),
    });
    return new Response(response.body.pipeThrough(watch), response);
  }

  /**
   * Begins an operation. It is not given up on the way when the operation is stopped meanwhile: the server would run what
   * nobody listens to.
   */
  async #operate(url: string, init: RequestInit): Promise<Response> {
    const { extensions } = JSON.parse(init.body as string) as { extensions: { operationId: string } };
    const response = await this.#answered(url, init);
    const asked = this.#asked.get(extensions.operationId);
    if (response.status === 202) {
      asked?.sink?.begun(response.headers.get(CURSOR_HEADER) ?? undefined);
      return response;
    }
    // A refusal of this operation alone.
    if (response.status === 429 || response.status === 400 || response.status === 413) {
      const errors = errorsIn(await response.json().catch(() => undefined));
      if (asked)
        asked.refusal = errors.length > 0 ? errors : [{ message: `Refused with ${response.status}` }];
      return response;
    }
    return this.#passed(response, 202);
  }

  async #refused(response: Response): Promise<void> {
    const { status } = response;
    const [error] = errorsIn(await response.json().catch(() => undefined));
    const loss = lossOfStatus(status, error?.message ?? '', response.headers.get('retry-after'));
    if (!this.#wasOpen) return this.#end(loss);
    // The stream is gone, or it is no more that of the bearer of this token.
    if (status === 404) return this.#end({ ...loss, kind: 'lost' });
    this.#end(status === 403 && this.#isRenewed ? { ...loss, kind: 'access-changed' } : loss);
  }

  #hear(): void {
    if (this.#isOver) return;
    if (!this.#wasOpen) {
      this.#wasOpen = true;
      this.#listener.opened(this);
    }
    this.#listener.alive();
    for (const resolve of this.#listeningFor) resolve();
    this.#listeningFor.clear();
  }

  #end(loss: Loss): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#leave();
    this.#listener.ended(loss);
  }

  #leave(): void {
    this.#asked.clear();
    this.#listeningFor.clear();
    this.#client.dispose();
    this.#ending.abort();
  }
}

function messageOf(error: unknown): string {
  const { message = String(error), cause } = error as Partial<NetworkError>;
  // What Node's fetch throws says no more than that it failed; its cause knows why.
  const { code } = (cause ?? {}) as { readonly code?: unknown };
  return typeof code === 'string' ? `${message} (${code})` : message;
}
