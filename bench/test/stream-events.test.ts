import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readEvents } from '../load/stream-events.ts';

const EVENTS = ['event: next\ndata: {"data":1}', ':', 'event: next\nid: 2\ndata: {"data":2}'];
/** Each event in a chunk of its own. */
const WIRE = Buffer.from(
  EVENTS.map((event) => `${(event.length + 2).toString(16)}\r\n${event}\n\n\r\n`).join(''),
);

test('reads the same events wherever the bytes are cut in two', () => {
  for (let cut = 0; cut <= WIRE.length; cut += 1) {
    const seen: string[] = [];
    const take = (bytes: Buffer, start: number, end: number) => seen.push(bytes.toString('utf8', start, end));
    const first = WIRE.subarray(0, cut);
    const done = readEvents(first, take);
    readEvents(Buffer.concat([first.subarray(done), WIRE.subarray(cut)]), take);
    assert.deepEqual(
      seen.map((text) => text.replace(/^(\r\n)?[\da-f]+\r\n/, '')),
      EVENTS,
    );
  }
});
