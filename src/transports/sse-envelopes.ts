import type { ExecutionResult } from 'graphql';
import type { Envelope } from '../execution/plan.ts';
import { CURSOR_EXTENSION } from '../protocol/extensions.ts';
import { formatEvent } from './event-stream.ts';
import { MessageBatch, type Framing, type MessageParts } from './message-batch.ts';

/** Results as events of a stream that carries one operation. */
export const distinctEnvelope = ownStreamEnvelope(formatNext);

/**
 * Results as blocks of a stream that carries one operation: nothing in them depends on who reads it.
 * @param view what of a result the text is of; all of it without one
 */
export function ownStreamEnvelope(
  format: (result: ExecutionResult, text: string) => string,
  view?: (result: ExecutionResult) => object,
): Envelope<MessageBatch> {
  return {
    ...(view && { view }),
    seal: (results) =>
      new MessageBatch(
        results.map(({ result, text }) => ({ before: format(result, text), after: '' })),
        chunk,
      ),
  };
}

/** Results as events of a stream that carries several operations, each by its ID. */
export const singleEnvelope: Envelope<MessageBatch> = {
  seal: (results) =>
    new MessageBatch(
      results.map(({ text }) => singleParts(text)),
      chunk,
    ),
};

/** The event of a result on a stream of its own; its ID is the cursor. */
export function formatNext(result: ExecutionResult, text: string): string {
  return formatEvent('next', text, cursorOf(result));
}

/** Where a client resumes that has a result; `undefined` where that has no meaning. */
export function cursorOf({ extensions }: ExecutionResult): string | undefined {
  const cursor = extensions?.[CURSOR_EXTENSION];
  return typeof cursor === 'string' ? cursor : undefined;
}

/** The event of a result on a shared stream, around the operation's ID as JSON. */
export function singleParts(text: string): MessageParts {
  return { before: 'event: next\ndata: {"id":', after: `,"payload":${text}}\n\n` };
}

/** All of them as one chunk of the chunked transfer coding; RFC 9112 section 7.1. */
function chunk(...[messages, idBytes]: Parameters<Framing>): ReturnType<Framing> {
  const hasIds = messages.some(({ after }) => after !== '');
  const sizes = messages.map(
    ({ before, after }) => Buffer.byteLength(before) + Buffer.byteLength(after) + (hasIds ? idBytes : 0),
  );
  const size = sizes.reduce((sum, each) => sum + each, 0);
  const header = `${size.toString(16)}\r\n`;
  const bytes = Buffer.allocUnsafe(header.length + size + 2);
  const idOffsets: number[] = [];
  let at = bytes.write(header, 'latin1');
  for (const { before, after } of messages) {
    at += bytes.write(before, at);
    if (!hasIds) continue;
    idOffsets.push(at);
    at += idBytes;
    at += bytes.write(after, at);
  }
  bytes.write('\r\n', at, 'latin1');
  return { bytes, idOffsets };
}
