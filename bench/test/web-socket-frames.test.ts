import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clientFrame, FRAME, readFrames } from '../load/web-socket-frames.ts';

/** As a server sends it: without a mask. */
function serverFrame(kind: number, payload: string): Buffer {
  const content = Buffer.from(payload);
  if (content.length < 126) return Buffer.concat([Buffer.from([kind, content.length]), content]);
  if (content.length < 65_536) {
    const header = Buffer.from([kind, 126, 0, 0]);
    header.writeUInt16BE(content.length, 2);
    return Buffer.concat([header, content]);
  }
  const header = Buffer.alloc(10);
  header[0] = kind;
  header[1] = 127;
  header.writeBigUInt64BE(BigInt(content.length), 2);
  return Buffer.concat([header, content]);
}

const PAYLOADS = ['', 'short', 'm'.repeat(125), 'n'.repeat(126), 'l'.repeat(70_000)];
const WIRE = Buffer.concat(PAYLOADS.map((payload) => serverFrame(FRAME.text, payload)));

/** Reads pieces as they come: what was not done with comes again, with more behind it. */
function readInPieces(pieces: readonly Buffer[]): string[] {
  const seen: string[] = [];
  let rest = Buffer.alloc(0);
  for (const piece of pieces) {
    const bytes = Buffer.concat([rest, piece]);
    const done = readFrames(bytes, (kind, frame, start, end) => {
      assert.equal(kind, FRAME.text);
      seen.push(frame.toString('utf8', start, end));
    });
    rest = bytes.subarray(done);
  }
  assert.equal(rest.length, 0);
  return seen;
}

test('reads frames of every length', () => {
  assert.deepEqual(readInPieces([WIRE]), PAYLOADS);
});

test('reads the same wherever the bytes are cut in two', () => {
  for (let cut = 0; cut < 300; cut += 1) {
    assert.deepEqual(readInPieces([WIRE.subarray(0, cut), WIRE.subarray(cut)]), PAYLOADS);
  }
});

test('reads the same when bytes come one by one', () => {
  const short = WIRE.subarray(0, WIRE.length - serverFrame(FRAME.text, PAYLOADS.at(-1)!).length);
  const bytes = Array.from(short, (_, at) => short.subarray(at, at + 1));
  assert.deepEqual(readInPieces(bytes), PAYLOADS.slice(0, -1));
});

test('a client frame is masked, with a mask that leaves the payload as it is', () => {
  assert.deepEqual([...clientFrame(FRAME.text, 'hi')], [0x81, 0x82, 0, 0, 0, 0, 104, 105]);
  const long = clientFrame(FRAME.text, 'x'.repeat(300));
  assert.deepEqual([...long.subarray(0, 4)], [0x81, 0xfe, 1, 44]);
  assert.equal(long.length, 308);
});
