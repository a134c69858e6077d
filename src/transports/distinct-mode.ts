import type { ExecutionResult } from 'graphql';
import type { OperationRequest } from '../execution/executor.ts';
import { EventStream, formatEvent, formatId, isOneLine } from './event-stream.ts';
import { distinctEnvelope, formatNext } from './sse-envelopes.ts';
import { peerOf, type HttpExchange } from './http/exchange.ts';
import { isResultStream, mutationByGet, prepareOperation, startOperation } from './operation.ts';
import type { OperationHost } from './operation-host.ts';

/** Tells the cursor before the first change, to clients that can read headers. */
const CURSOR_HEADER = 'specwire-cursor';
/** There is one operation on the stream, and no need to name it. */
const NO_ID = Buffer.alloc(0);

/**
 * One operation on an event stream of its own (graphql-sse's distinct connections mode). Whatever is wrong with the
 * operation is told on the stream, since an EventSource cannot read any other status than 200.
 */
export async function serveDistinct<TContext>(
  transport: OperationHost<TContext>,
  streams: Set<EventStream>,
  { request, response, method }: HttpExchange,
  operationRequest: OperationRequest,
): Promise<void> {
  const stream = new EventStream(response, transport.keepAlive);
  const handle = transport.connections.open({ transport: 'SSE', ...peerOf(request) });
  streams.add(stream);
  stream.onClose(() => {
    streams.delete(stream);
    handle.close();
  });

  async function finish(result: ExecutionResult): Promise<void> {
    stream.open();
    await stream.write(formatEvent('next', transport.executor.textOf(result)) + formatEvent('complete', ''));
    stream.end();
  }

  const prepared = prepareOperation(transport, operationRequest);
  if ('errors' in prepared) return finish(prepared);
  if (prepared.operation.operation === 'mutation' && method !== 'POST')
    return finish({ errors: [mutationByGet()] });

  const { outcome, release } = await startOperation(transport, prepared, {
    handle,
    id: handle.connection.id,
  });
  if (!isResultStream(outcome)) return finish(outcome);
  stream.onClose(() => {
    release();
    void outcome.return();
  });
  const { cursor } = outcome;
  stream.open(cursor !== undefined && isOneLine(cursor) ? { [CURSOR_HEADER]: cursor } : {});
  if (cursor !== undefined) await stream.write(`${formatId(cursor)}\n`);
  const sink = stream.sink(distinctEnvelope, NO_ID, () => true);
  if (sink) outcome.attach(sink);
  for (;;) {
    const step = await outcome.next();
    if (step.done) break;
    if (!(await stream.write(formatNext(step.value, transport.executor.textOf(step.value))))) break;
  }
  await stream.write(formatEvent('complete', ''));
  stream.end();
}
