import { randomUUID } from 'node:crypto';
import type { ExecutionResult, GraphQLError } from 'graphql';
import type { OperationRequest } from '../execution/executor.ts';
import { isSameAccess, type Access } from './access.ts';
import type { ConnectionHandle } from './connections.ts';
import type { Expiring } from './expiries.ts';
import { EventStream, formatEvent } from './event-stream.ts';
import type { Leaving } from './leaving.ts';
import type { MessageBatch } from './message-batch.ts';
import { issuedBy } from './node-name.ts';
import { peerOf, type AdmittedExchange, type HttpExchange } from './http/exchange.ts';
import { badRequest, type HttpProblem } from './http/reply.ts';
import { retryAfter } from './http/retry-after.ts';
import {
  beginOperation,
  endOperation,
  isResultStream,
  prepareOperation,
  tooManyOperations,
  tooManySubscriptions,
  type RunningOperation,
} from './operation.ts';
import { countRefusals } from './refusals.ts';
import { singleEnvelope, singleParts } from './sse-envelopes.ts';
import type { OperationHost } from './operation-host.ts';

/** How reservations are named, how long one waits for its stream, and how many may wait. */
export interface ReservationOptions {
  /** What tokens begin with, so that a load balancer finds this node by them. @default nothing */
  readonly nodeName?: string | undefined;
  /** Milliseconds until a reservation whose stream was not opened ends. */
  readonly timeoutMs: number;
  /** Most reservations whose stream is not open. */
  readonly max: number;
}

/** graphql-sse's single connection mode: many operations on one event stream, which is reserved first. */
export interface SingleMode {
  /** Reserves a stream and gives its token, or says that too many are reserved. */
  reserve(access: Access): string | HttpProblem;
  find(token: string): SingleConnection | undefined;
  /** Every connection, also those that are only reserved. */
  all(): Leaving[];
  /** Ends everything, without a `complete`. */
  close(): void;
}

export function createSingleMode<TContext>(
  transport: OperationHost<TContext>,
  { timeoutMs, max, nodeName }: ReservationOptions,
): SingleMode {
  const connections = new Map<string, SingleConnection>();
  let waiting = 0;

  return {
    reserve(access) {
      if (waiting >= max) {
        transport.connections.refuse('maxReservations');
        return {
          status: 503,
          code: 'TOO_MANY_RESERVATIONS',
          message: `Too many event streams are reserved and not opened: \`maxReservations\` is ${max}.`,
          headers: retryAfter(),
          extensions: { limit: 'maxReservations', max },
        };
      }
      const token = issuedBy(nodeName, randomUUID());
      waiting += 1;
      connections.set(
        token,
        new SingleConnection(transport, access, timeoutMs, {
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
export class SingleConnection<TContext = unknown> implements Expiring, Leaving {
  readonly #transport: OperationHost<TContext>;
  readonly #on: { opened(): void; ended(): void };
  readonly #operations = new Map<string, Operation>();
  readonly #opening = Promise.withResolvers<EventStream | null>();
  readonly #expiry: NodeJS.Timeout;
  #access: Access;
  #stream: EventStream | undefined;
  #handle: ConnectionHandle | undefined;
  /** Operations whose last block the socket has not taken yet are among them. */
  #inFlight = 0;
  #isEnded = false;

  constructor(
    transport: OperationHost<TContext>,
    access: Access,
    timeoutMs: number,
    on: { opened(): void; ended(): void },
  ) {
    this.#transport = transport;
    this.#access = access;
    transport.expiries.set(this, access.expiresAtMs ?? Infinity);
    this.#on = on;
    this.#expiry = setTimeout(() => this.end(), timeoutMs).unref();
  }

  /**
   * Whether the access is that of whoever reserved the stream; one that holds for longer then makes the stream last
   * longer, too.
   */
  renew(access: Access): boolean {
    if (!isSameAccess(access, this.#access)) return false;
    if (!this.#isEnded && (access.expiresAtMs ?? Infinity) > (this.#access.expiresAtMs ?? Infinity)) {
      this.#access = access;
      this.#transport.expiries.set(this, access.expiresAtMs ?? Infinity);
    }
    return true;
  }

  expire(): void {
    this.#stream?.expire();
    this.end();
  }

  /** Opens the stream on a response; a second time is a conflict. */
  open({ request, response }: HttpExchange): HttpProblem | null {
    if (this.#stream) return conflict('The event stream of this token is already open.');
    const refusal = this.#refuse(request);
    if (refusal) return refusal;
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
    exchange: AdmittedExchange,
    request: OperationRequest,
  ): Promise<{ cursor: string | undefined } | HttpProblem> {
    const id = request.extensions?.['operationId'];
    if (typeof id !== 'string' || id === '') {
      return badRequest('Expected `extensions.operationId` to be a string that is not empty.');
    }
    if (this.#operations.has(id))
      return conflict('An operation with this `extensions.operationId` is running.');
    const refusal = this.#refuse(exchange.request);
    if (refusal) return refusal;
    const max = this.#transport.maxOperationsPerConnection;
    if (this.#inFlight >= max) return this.#tooMany(tooManyOperations(max));
    const prepared = prepareOperation(this.#transport, request);
    const isSubscription = 'operation' in prepared && prepared.operation.operation === 'subscription';
    const maxSubscriptions = this.#transport.maxSubscriptionsPerConnection;
    if (isSubscription && (this.#handle?.connection.subscriptions.length ?? 0) >= maxSubscriptions) {
      return this.#tooMany(tooManySubscriptions(maxSubscriptions));
    }
    const operation: Operation = { id, ended: Promise.withResolvers(), running: undefined, isEnded: false };
    this.#operations.set(id, operation);
    this.#inFlight += 1;
    const handle = this.#handleFor(exchange.request);
    handle.seen();

    const starting = beginOperation(this.#transport, prepared, exchange, { handle, id });
    void starting.then((running) => this.#deliver(operation, running)).finally(() => (this.#inFlight -= 1));
    // A subscription's cursor is known once it has begun; a query must not keep the answer waiting for its result.
    if (!isSubscription) return { cursor: undefined };
    const { outcome } = await starting;
    return { cursor: isResultStream(outcome) ? outcome.cursor : undefined };
  }

  /**
   * Ends one operation at once; its ID is free again. An unknown ID is an operation that has ended. Either is answered
   * on the stream with a comment, by which a client finds out whether its stream gets through.
   */
  stop(id: string): void {
    this.#handle?.seen();
    const operation = this.#operations.get(id);
    if (operation) this.#endOperation(operation);
    this.#stream?.ping();
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
    this.#transport.expiries.remove(this);
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

  /** Why there is no room for one connection more, where this one has none yet. */
  #refuse(request: HttpExchange['request']): HttpProblem | undefined {
    return this.#handle ? undefined : this.#transport.admission.refuse(request);
  }

  #tooMany(refusal: GraphQLError): HttpProblem {
    countRefusals(this.#transport.connections, [refusal]);
    const { message, extensions } = refusal;
    return { status: 429, code: String(extensions['code']), message, extensions };
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
