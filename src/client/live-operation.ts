import type { FormattedExecutionResult } from 'graphql';
import { CURSOR_EXTENSION, SINCE_EXTENSION } from '../protocol/extensions.ts';
import { operationError, SpecClientError } from './client-error.ts';
import type { Connection, WireRequest } from './transport.ts';

/** The result of an operation; `extensions.cursor` is a delivery's position in the server's log. */
export type SpecResult<TData> = FormattedExecutionResult<TData, { readonly cursor?: string }>;

/** Who hears of a subscription. What a callback throws is an uncaught error, and harms nothing else. */
export interface SpecObserver<TData> {
  next(result: SpecResult<TData>): void;
  /** It has ended, and why. */
  error?(error: SpecClientError): void;
  /** It has ended, since the server has no more or the client is disposed. */
  complete?(): void;
}

export interface LiveOperationOptions extends Pick<WireRequest, 'query' | 'operationName' | 'variables'> {
  /** Begin after this position. @default where the server stands, or as the operation says */
  readonly since: string | undefined;
  /** What to do when the server shows this client something else from now on. */
  readonly whenAccessChanges: 'fail' | 'begin-anew';
  readonly observer: SpecObserver<unknown>;
  /** Called when the server runs it, on each connection, with where it begins there as far as that is a position. */
  readonly onBegun?: ((cursor: string | undefined) => void) | undefined;
  /** Called once it has ended by itself. */
  readonly onEnd: () => void;
}

/** One subscription over one connection after the other: each begins where the one before has got to. */
export class LiveOperation {
  readonly #options: LiveOperationOptions;
  /** Where the next connection begins. */
  #cursor: string | undefined;
  #connection: Connection | undefined;
  #stopRunning: (() => void) | undefined;
  #isPaused = false;
  #isOver = false;

  constructor(options: LiveOperationOptions) {
    this.#options = options;
    this.#cursor = options.since;
  }

  /** Goes on over this connection, and over no other. */
  attach(connection: Connection): void {
    this.detach();
    this.#connection = connection;
    this.#run();
  }

  /** There is no connection any more. */
  detach(): void {
    this.#connection = undefined;
    this.#stop();
  }

  /** Takes no more results, until it is resumed. */
  pause(): void {
    this.#isPaused = true;
    this.#stop();
  }

  /** Goes on after the last result. */
  resume(): void {
    this.#isPaused = false;
    this.#run();
  }

  /** What this client sees has changed, so that what it knows does not go with what would follow. */
  accessChanged(): void {
    if (this.#cursor === undefined) return;
    this.#cursor = undefined;
    if (this.#options.whenAccessChanges === 'begin-anew') return;
    this.fail(
      new SpecClientError('The new token shows something else: subscribe again.', { code: 'ACCESS_CHANGED' }),
    );
  }

  /** Ends it, and says why. */
  fail(error: SpecClientError): void {
    if (this.#end()) callback(() => this.#options.observer.error?.(error));
  }

  /** Ends it: there is no more. */
  complete(): void {
    if (this.#end()) callback(() => this.#options.observer.complete?.());
  }

  /** Ends it without a word. */
  [Symbol.dispose](): void {
    this.#end();
  }

  #run(): void {
    const connection = this.#connection;
    if (!connection || this.#isPaused || this.#isOver || this.#stopRunning) return;
    const { query, operationName, variables, observer, onBegun } = this.#options;
    const request: WireRequest = {
      query,
      operationName,
      variables,
      extensions: this.#cursor === undefined ? {} : { [SINCE_EXTENSION]: this.#cursor },
    };
    this.#stopRunning = connection.run(request, {
      begun: (cursor) => {
        this.#cursor ??= cursor;
        callback(() => onBegun?.(cursor));
      },
      next: (result) => {
        // What cannot begin, and what breaks midway, is told in a result, or in a message of its own.
        if (result.errors && !('data' in result)) return this.fail(operationError(result.errors));
        const cursor = result.extensions?.[CURSOR_EXTENSION];
        if (typeof cursor === 'string') this.#cursor = cursor;
        callback(() => observer.next(result));
      },
      failed: (errors) => this.fail(operationError(errors)),
      complete: () => this.complete(),
    });
  }

  #stop(): void {
    const stop = this.#stopRunning;
    this.#stopRunning = undefined;
    stop?.();
  }

  /** Whether it had not ended before. */
  #end(): boolean {
    if (this.#isOver) return false;
    this.#isOver = true;
    this.detach();
    this.#options.onEnd();
    return true;
  }
}

/** What a caller's function throws must not reach the transport, which would end the connection for it. */
export function callback(call: () => void): void {
  try {
    call();
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
  }
}
