import { randomUUID } from 'node:crypto';
import type { ExecutionResult } from 'graphql';
import type { OperationRequest } from '../execution/executor.ts';
import type { ConnectionHandle } from './connections.ts';
import { EventStream, formatEvent } from './event-stream.ts';
import type { Leaving } from './leaving.ts';
import type { MessageBatch } from './message-batch.ts';
import { peerOf, type HttpExchange } from './http/exchange.ts';
import { badRequest, type HttpProblem } from './http/reply.ts';
import {
  beginOperation,
  endOperation,
  isResultStream,
  prepareOperation,
  tooManyOperations,
  type RunningOperation,
} from './operation.ts';
import { singleEnvelope, singleParts } from './sse-envelopes.ts';
import type { OperationHost } from './operation-host.ts';

/** How long a reservation waits for its stream, and how many may wait. */
export interface ReservationLimits {
  /** Milliseconds until a reservation whose stream was not opened ends. */
  readonly timeoutMs: number;
  /** Most reservations whose stream is not open. */
  readonly max: number;
}

/** graphql-sse's single connection mode: many operations on one event stream, which is reserved first. */
export interface SingleMode {
  /** Reserves a stream and gives its token, or says that too many are reserved. */
  reserve(): string | HttpProblem;
  find(token: string): SingleConnection | undefined;
  /** Every connection, also those that are only reserved. */
  all(): Leaving[];
  /** Ends everything, without a `complete`. */
  close(): void;
}

export function createSingleMode<TContext>(
  transport: OperationHost<TContext>,
  { timeoutMs, max }: ReservationLimits,
): SingleMode {
  const connections = new Map<string, SingleConnection>();
  let waiting = 0;

  return {
    reserve() {
      if (waiting >= max) {
        return {
          status: 503,
          code: 'TOO_MANY_RESERVATIONS',
          message: `Too many event streams are reserved and not opened: \`maxReservations\` is ${max}.`,
          headers: { 'retry-after': '5' },
          extensions: { limit: 'maxReservations', max },
        };
      }
      const token = randomUUID();
      waiting += 1;
      connections.set(
        token,
        new SingleConnection(transport, timeoutMs, {
          opened: () => void (waiting -= 1),
          ended: () => void connections.delete(token),
        }),
      );
      return token;
    },
    find: (token) => connections.get(token),
    all: () => [...connections.values()],
    close() {
      for (const connection of connections.values()) connection.end();
    },
  };
}

interface Operation {
  readonly id: string;
  readonly ended: PromiseWithResolvers<null>;
  running: RunningOperation | undefined;
  isEnded: boolean;
}

/** One reservation, the stream that is opened for it and the operations on it. */
export class SingleConnection<TContext = unknown> implements Leaving {
  readonly #transport: OperationHost<TContext>;
  readonly #on: { opened(): void; ended(): void };
  readonly #operations = new Map<string, Operation>();
  readonly #opening = Promise.withResolvers<EventStream | null>();
  readonly #expiry: NodeJS.Timeout;
  #stream: EventStream | undefined;
  #handle: ConnectionHandle | undefined;
  /** Operations whose last block the socket has not taken yet are among them. */
  #inFlight = 0;
  #isEnded = false;

  constructor(transport: OperationHost<TContext>, timeoutMs: number, on: { opened(): void; ended(): void }) {
    this.#transport = transport;
    this.#on = on;
    this.#expiry = setTimeout(() => this.end(), timeoutMs).unref();
  }

  /** Opens the stream on a response; a second time is a conflict. */
  open({ request, response }: HttpExchange): HttpProblem | null {
    if (this.#stream) return conflict('The event stream of this token is already open.');
    clearTimeout(this.#expiry);
    this.#on.opened();
    const stream = new EventStream(response, this.#transport.keepAlive, this.#handleFor(request));
    this.#stream = stream;
    stream.open();
    stream.onClose(() => this.end());
    this.#opening.resolve(stream);
    return null;
  }

  /**
   * Starts an operation whose results go to the stream, also its errors. It is not pulled before the stream is open.
   * Resolves to the cursor it begins at, or to why it was not accepted.
   */
  async start(
    exchange: HttpExchange,
    request: OperationRequest,
  ): Promise<{ cursor: string | undefined } | HttpProblem> {
    const id = request.extensions?.['operationId'];
    if (typeof id !== 'string' || id === '') {
      return badRequest('Expected `extensions.operationId` to be a string that is not empty.');
    }
    if (this.#operations.has(id))
      return conflict('An operation with this `extensions.operationId` is running.');
    const max = this.#transport.maxOperationsPerConnection;
    if (this.#inFlight >= max) {
      const { message, extensions } = tooManyOperations(max);
      return { status: 429, code: 'TOO_MANY_OPERATIONS', message, extensions };
    }
    const operation: Operation = { id, ended: Promise.withResolvers(), running: undefined, isEnded: false };
    this.#operations.set(id, operation);
    this.#inFlight += 1;
    const handle = this.#handleFor(exchange.request);
    handle.seen();

    const prepared = prepareOperation(this.#transport, request);
    const starting = beginOperation(this.#transport, prepared, { handle, id }, exchange.method);
    void starting.then((running) => this.#deliver(operation, running)).finally(() => (this.#inFlight -= 1));
    // A subscription's cursor is known once it has begun; a query must not keep the answer waiting for its result.
    if ('errors' in prepared || prepared.operation.operation !== 'subscription') return { cursor: undefined };
    const { outcome } = await starting;
    return { cursor: isResultStream(outcome) ? outcome.cursor : undefined };
  }

  /** Ends one operation at once; its ID is free again. An unknown ID is an operation that has ended. */
  stop(id: string): void {
    this.#handle?.seen();
    const operation = this.#operations.get(id);
    if (operation) this.#endOperation(operation);
  }

  get isBehind(): boolean {
    return this.#stream?.isBehind === true;
  }

  leave(): void {
    this.#stream?.leave();
    this.end();
  }

  /** Ends the reservation, its stream and all its operations. */
  end(): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    clearTimeout(this.#expiry);
    if (!this.#stream) this.#on.opened();
    this.#opening.resolve(null);
    for (const operation of this.#operations.values()) this.#endOperation(operation);
    this.#stream?.end();
    this.#handle?.close();
    this.#on.ended();
  }

  async #deliver(operation: Operation, running: RunningOperation): Promise<void> {
    if (operation.isEnded) return endOperation(running);
    operation.running = running;
    const stream = await Promise.race([this.#opening.promise, operation.ended.promise]);
    const { outcome } = running;
    if (!stream || operation.isEnded) return;
    const id = JSON.stringify(operation.id);
    const next = (result: ExecutionResult): string => {
      const { before, after } = singleParts(this.#transport.executor.textOf(result));
      return before + id + after;
    };
    if (isResultStream(outcome)) {
      const sink = stream.sink(singleEnvelope, Buffer.from(id), () => this.#inFlight === 1);
      // An operation that the client has ended may have a successor of the same ID.
      if (sink) {
        outcome.attach({
          envelope: sink.envelope,
          room: () => sink.room(),
          take: (batch: MessageBatch) => operation.isEnded || sink.take(batch),
        });
      }
      for (;;) {
        const step = await outcome.next();
        if (step.done || operation.isEnded) break;
        if (!(await stream.write(next(step.value)))) return;
      }
    } else {
      await stream.write(next(outcome));
    }
    // An operation that the client ended is not completed once more: its ID may be in use again.
    if (operation.isEnded) return;
    this.#endOperation(operation);
    await stream.write(formatEvent('complete', JSON.stringify({ id: operation.id })));
  }

  #endOperation(operation: Operation): void {
    if (operation.isEnded) return;
    operation.isEnded = true;
    operation.ended.resolve(null);
    this.#operations.delete(operation.id);
    if (operation.running) endOperation(operation.running);
  }

  /** The connection's record begins with the stream, or with an operation that is there before it. */
  #handleFor(request: HttpExchange['request']): ConnectionHandle {
    this.#handle ??= this.#transport.connections.open({ transport: 'SSE', ...peerOf(request) });
    return this.#handle;
  }
}

function conflict(message: string): HttpProblem {
  return { status: 409, code: 'CONFLICT', message };
}
