/** Kinds of frames, by the first byte of one that is whole. */
export const FRAME = { text: 0x81, close: 0x88, ping: 0x89, pong: 0x8a } as const;

const MASK_BIT = 0x80;
const MASK_BYTES = 4;
const TWO_BYTE_LENGTH = 126;
const EIGHT_BYTE_LENGTH = 127;

/** Takes a frame: its first byte, and where its payload stands. */
export type FrameListener = (kind: number, bytes: Buffer, start: number, end: number) => void;

/** Hands on each whole frame of a server; returns the number of bytes that these were. */
export function readFrames(bytes: Buffer, onFrame: FrameListener): number {
  let done = 0;
  for (;;) {
    if (done + 2 > bytes.length) return done;
    const shortLength = bytes[done + 1]!;
    let start = done + 2;
    let length = shortLength;
    if (shortLength === TWO_BYTE_LENGTH) {
      start += 2;
      if (start > bytes.length) return done;
      length = bytes.readUInt16BE(start - 2);
    } else if (shortLength === EIGHT_BYTE_LENGTH) {
      start += 8;
      if (start > bytes.length) return done;
      length = Number(bytes.readBigUInt64BE(start - 8));
    }
    const end = start + length;
    if (end > bytes.length) return done;
    onFrame(bytes[done]!, bytes, start, end);
    done = end;
  }
}

/** A client's frame, of at most 65,535 bytes. A mask of zeros leaves the payload as it is. */
export function clientFrame(kind: number, payload: string | Buffer): Buffer {
  const content = Buffer.from(payload as string);
  const isShort = content.length < TWO_BYTE_LENGTH;
  const header = Buffer.alloc((isShort ? 2 : 4) + MASK_BYTES);
  header[0] = kind;
  header[1] = MASK_BIT | (isShort ? content.length : TWO_BYTE_LENGTH);
  if (!isShort) header.writeUInt16BE(content.length, 2);
  return Buffer.concat([header, content]);
}
