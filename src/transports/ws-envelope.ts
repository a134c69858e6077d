import type { Envelope } from '../execution/plan.ts';
import { MessageBatch, type Framing } from './message-batch.ts';

/** FIN and the opcode of text; RFC 6455 section 5.2. */
const TEXT_FRAME = 0x81;
const TWO_BYTE_LENGTH = 126;
const EIGHT_BYTE_LENGTH = 127;
const MAX_TWO_BYTES = 0xff_ff;

/** Results as `next` messages of graphql-transport-ws, each in a text frame of its own. */
export const wsEnvelope: Envelope<MessageBatch> = {
  seal: (results) =>
    new MessageBatch(
      results.map(({ text }) => ({ before: '{"id":', after: `,"type":"next","payload":${text}}` })),
      frame,
    ),
};

const frame: Framing = (messages, idBytes) => {
  const sizes = messages.map(({ before, after }) => before.length + idBytes + Buffer.byteLength(after));
  const total = sizes.reduce((sum, size) => sum + headerBytes(size) + size, 0);
  const bytes = Buffer.allocUnsafe(total);
  const idOffsets: number[] = [];
  let at = 0;
  for (const [index, { before, after }] of messages.entries()) {
    at = writeHeader(bytes, at, sizes[index]!);
    at += bytes.write(before, at, 'latin1');
    idOffsets.push(at);
    at += idBytes;
    at += bytes.write(after, at);
  }
  return { bytes, idOffsets };
};

function headerBytes(size: number): number {
  if (size < TWO_BYTE_LENGTH) return 2;
  return size <= MAX_TWO_BYTES ? 4 : 10;
}

/** A server's frames are not masked. Returns where the payload begins. */
function writeHeader(bytes: Buffer, at: number, size: number): number {
  bytes[at] = TEXT_FRAME;
  if (size < TWO_BYTE_LENGTH) {
    bytes[at + 1] = size;
    return at + 2;
  }
  if (size <= MAX_TWO_BYTES) {
    bytes[at + 1] = TWO_BYTE_LENGTH;
    return bytes.writeUInt16BE(size, at + 2);
  }
  bytes[at + 1] = EIGHT_BYTE_LENGTH;
  return bytes.writeBigUInt64BE(BigInt(size), at + 2);
}
