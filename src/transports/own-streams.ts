import type { ServerResponse } from 'node:http';
import type { ExecutionResult } from 'graphql';
import type { OperationRequest } from '../execution/executor.ts';
import type { Envelope } from '../execution/plan.ts';
import { CURSOR_HEADER } from '../protocol/headers.ts';
import { EventStream, formatId, isOneLine } from './event-stream.ts';
import { peerOf, type AdmittedExchange } from './http/exchange.ts';
import type { HttpProblem } from './http/reply.ts';
import type { Leaving } from './leaving.ts';
import type { MessageBatch } from './message-batch.ts';
import {
  beginOperation,
  endOperation,
  isResultStream,
  prepareOperation,
  type RunningOperation,
} from './operation.ts';
import type { OperationHost } from './operation-host.ts';

/** An operation that was begun for an event stream, which is not open yet. */
export interface BegunStream {
  readonly stream: EventStream;
  readonly response: ServerResponse;
  readonly outcome: RunningOperation['outcome'];
  /** The connection's ID. */
  readonly connection: string;
}

/** How the results of an operation are told on a stream. */
export interface StreamDialect {
  readonly envelope: Envelope<MessageBatch>;
  /** The blocks of one result, the same as in the envelope. */
  readonly format: (result: ExecutionResult) => string;
  /** The blocks after the last result. */
  readonly ending: () => string;
}

/** There is one operation on the stream, and no need to name it. */
const NO_ID = Buffer.alloc(0);
const isAlwaysAlone = () => true;

/** The event streams that carry one operation each. */
export class OwnStreams<TContext> {
  readonly #host: OperationHost<TContext>;
  readonly #streams = new Set<EventStream>();

  constructor(host: OperationHost<TContext>) {
    this.#host = host;
  }

  /** Begins an operation, or says that there is no room for one more stream. The stream's end is the operation's. */
  async begin(
    { request, response, method, access }: AdmittedExchange,
    operationRequest: OperationRequest,
  ): Promise<BegunStream | HttpProblem> {
    const { admission, connections, keepAlive, expiries } = this.#host;
    const refusal = admission.refuse(request);
    if (refusal) return refusal;
    const handle = connections.open({ transport: 'SSE', ...peerOf(request) });
    const stream = new EventStream(response, keepAlive, handle);
    this.#streams.add(stream);
    const prepared = prepareOperation(this.#host, operationRequest);
    const on = { handle, id: handle.connection.id };
    const running = await beginOperation(this.#host, prepared, { access, method }, on);
    expiries.set(stream, access.expiresAtMs ?? Infinity);
    stream.onClose(() => {
      expiries.remove(stream);
      this.#streams.delete(stream);
      handle.close();
      endOperation(running);
    });
    return { stream, response, outcome: running.outcome, connection: handle.connection.id };
  }

  /**
   * Opens the stream, and tells the cursor that its operation begins at.
   * @param lines what stands before the cursor, each with its end
   */
  open({ stream, outcome }: BegunStream, lines = ''): void {
    const cursor = isResultStream(outcome) ? outcome.cursor : undefined;
    stream.open(cursor !== undefined && isOneLine(cursor) ? { [CURSOR_HEADER]: cursor } : {});
    if (lines !== '' || cursor !== undefined) {
      void stream.write(`${lines}${cursor === undefined ? '' : formatId(cursor)}\n`);
    }
  }

  /** Tells what comes of the operation on its stream, which is open. What follows holds nothing of the request. */
  follow({ stream, response, outcome, connection }: BegunStream, dialect: StreamDialect): void {
    deliver(stream, outcome, dialect).catch((error: unknown) => {
      this.#host.log.error({ err: error, connection }, 'An event stream failed unexpectedly');
      response.destroy();
    });
  }

  /** Every stream there is. */
  all(): Leaving[] {
    return [...this.#streams];
  }

  /** Ends every stream, so that clients come back. */
  close(): void {
    for (const stream of this.#streams) stream.end();
  }
}

async function deliver(
  stream: EventStream,
  outcome: RunningOperation['outcome'],
  { envelope, format, ending }: StreamDialect,
): Promise<void> {
  if (isResultStream(outcome)) {
    const sink = stream.sink(envelope, NO_ID, isAlwaysAlone);
    if (sink) outcome.attach(sink);
    for (;;) {
      const step = await outcome.next();
      if (step.done || !(await stream.write(format(step.value)))) break;
    }
  } else {
    void stream.write(format(outcome));
  }
  await stream.write(ending());
  stream.end();
}
