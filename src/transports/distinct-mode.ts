import type { ExecutionResult } from 'graphql';
import type { OperationRequest } from '../execution/executor.ts';
import { CURSOR_HEADER } from '../protocol/headers.ts';
import { EventStream, formatEvent, formatId, isOneLine } from './event-stream.ts';
import { peerOf, type AdmittedExchange } from './http/exchange.ts';
import {
  beginOperation,
  endOperation,
  isResultStream,
  prepareOperation,
  type RunningOperation,
} from './operation.ts';
import { sendProblem } from './http/reply.ts';
import type { OperationHost } from './operation-host.ts';
import { distinctEnvelope, formatNext } from './sse-envelopes.ts';

/** There is one operation on the stream, and no need to name it. */
const NO_ID = Buffer.alloc(0);
const isAlwaysAlone = () => true;

/**
 * One operation on an event stream of its own (graphql-sse's distinct connections mode). Whatever is wrong with the
 * operation is told on the stream, since an EventSource cannot read any other status than 200; that there is no room for
 * one more stream is a status of its own. Resolves when the stream is open; what follows holds nothing of the request.
 */
export async function serveDistinct<TContext>(
  transport: OperationHost<TContext>,
  streams: Set<EventStream>,
  { request, response, method, access }: AdmittedExchange,
  operationRequest: OperationRequest,
): Promise<void> {
  const refusal = transport.admission.refuse(request);
  if (refusal) return sendProblem(response, refusal);
  const handle = transport.connections.open({ transport: 'SSE', ...peerOf(request) });
  const stream = new EventStream(response, transport.keepAlive, handle);
  streams.add(stream);
  const prepared = prepareOperation(transport, operationRequest);
  const on = { handle, id: handle.connection.id };
  const running = await beginOperation(transport, prepared, { access, method }, on);
  transport.expiries.set(stream, access.expiresAtMs ?? Infinity);
  stream.onClose(() => {
    transport.expiries.remove(stream);
    streams.delete(stream);
    handle.close();
    endOperation(running);
  });
  const { outcome } = running;
  const cursor = isResultStream(outcome) ? outcome.cursor : undefined;
  stream.open(cursor !== undefined && isOneLine(cursor) ? { [CURSOR_HEADER]: cursor } : {});
  if (cursor !== undefined) void stream.write(`${formatId(cursor)}\n`);
  deliver(transport, stream, outcome).catch((error: unknown) => {
    const connection = handle.connection.id;
    transport.log.error({ err: error, connection }, 'An event stream failed unexpectedly');
    response.destroy();
  });
}

async function deliver<TContext>(
  { executor }: OperationHost<TContext>,
  stream: EventStream,
  outcome: RunningOperation['outcome'],
): Promise<void> {
  const format = (result: ExecutionResult) => formatNext(result, executor.textOf(result));
  if (isResultStream(outcome)) {
    const sink = stream.sink(distinctEnvelope, NO_ID, isAlwaysAlone);
    if (sink) outcome.attach(sink);
    for (;;) {
      const step = await outcome.next();
      if (step.done || !(await stream.write(format(step.value)))) break;
    }
  } else {
    void stream.write(format(outcome));
  }
  await stream.write(formatEvent('complete', ''));
  stream.end();
}
