import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MessageBatch } from '../../src/transports/message-batch.ts';
import { distinctEnvelope, singleEnvelope } from '../../src/transports/sse-envelopes.ts';
import { wsEnvelope } from '../../src/transports/ws-envelope.ts';

const idOf = (id: string) => Buffer.from(JSON.stringify(id));

function sealed(value: unknown, cursor?: string) {
  const result = { data: { value }, ...(cursor === undefined ? {} : { extensions: { cursor } }) };
  return { result, text: JSON.stringify(result) };
}

/** What a WebSocket client reads from these bytes: unmasked text frames, each whole. */
function messagesIn(bytes: Buffer): unknown[] {
  const messages: unknown[] = [];
  let at = 0;
  while (at < bytes.length) {
    expect(bytes[at]).toBe(0x81);
    const short = bytes[at + 1]!;
    const lengthBytes = short === 126 ? 2 : short === 127 ? 8 : 0;
    const length =
      lengthBytes === 0 ? short : Number(`0x${bytes.subarray(at + 2, at + 2 + lengthBytes).toString('hex')}`);
    // The shortest form that holds it, RFC 6455 section 5.2.
    expect(lengthBytes).toBe(length < 126 ? 0 : length < 65_536 ? 2 : 8);
    const start = at + 2 + lengthBytes;
    at = start + length;
    messages.push(JSON.parse(bytes.subarray(start, at).toString('utf8')));
  }
  return messages;
}

/** What an HTTP client reads from a chunk. */
function chunkIn(bytes: Buffer): string {
  const [size, ...rest] = bytes.toString('latin1').split('\r\n');
  const start = size!.length + 2;
  const end = start + Number.parseInt(size!, 16);
  expect(bytes.subarray(end).toString('latin1')).toBe('\r\n');
  expect(rest.length).toBeGreaterThan(0);
  return bytes.subarray(start, end).toString('utf8');
}

test('a WebSocket frame holds each result whole, whatever its size, its text and the ID', () => {
  // Around the sizes at which the length takes more bytes.
  const sizes = fc.oneof(
    fc.integer({ min: 0, max: 200 }),
    fc.integer({ min: 65_400, max: 65_600 }),
    fc.constant(200_000),
  );
  const text = fc
    .tuple(sizes, fc.constantFrom('x', 'é', '→', '😀', '"'))
    .map(([size, of]) => of.repeat(size));
  fc.assert(
    fc.property(
      fc.array(text, { minLength: 1, maxLength: 3 }),
      fc.array(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }), { minLength: 1, maxLength: 3 }),
      (texts, ids) => {
        const batch = wsEnvelope.seal(texts.map((value) => sealed(value)));
        for (const id of ids) {
          const expected = texts.map((value) => ({ id, type: 'next', payload: { data: { value } } }));
          expect(messagesIn(batch.for(idOf(id)))).toEqual(expected);
        }
      },
    ),
    { numRuns: 60 },
  );
});

test('an event stream with one operation gets blocks with the cursor, in one chunk', () => {
  const batch = distinctEnvelope.seal([sealed('é', 'log.1'), sealed('b', 'log.2')]);
  expect(chunkIn(batch.for(Buffer.alloc(0)))).toBe(
    'id: log.1\nevent: next\ndata: {"data":{"value":"é"},"extensions":{"cursor":"log.1"}}\n\n' +
      'id: log.2\nevent: next\ndata: {"data":{"value":"b"},"extensions":{"cursor":"log.2"}}\n\n',
  );
});

test('an event stream with several operations gets blocks with the ID of each', () => {
  const batch = singleEnvelope.seal([sealed('→'), sealed('b')]);
  for (const id of ['a', 'b', '__proto__', 'ü"']) {
    const json = JSON.stringify(id);
    expect(chunkIn(batch.for(idOf(id)))).toBe(
      `event: next\ndata: {"id":${json},"payload":{"data":{"value":"→"}}}\n\n` +
        `event: next\ndata: {"id":${json},"payload":{"data":{"value":"b"}}}\n\n`,
    );
  }
});

test('bytes are made once for each length of an ID, and not written over while they are lent', () => {
  let framed = 0;
  const batch = new MessageBatch([{ before: '<', after: '>' }], (messages, idBytes) => {
    framed += 1;
    return { bytes: Buffer.from(`${messages[0]!.before}${' '.repeat(idBytes)}>`), idOffsets: [1] };
  });
  const first = batch.for(Buffer.from('aa'));
  expect(String(first)).toBe('<aa>');
  const second = batch.for(Buffer.from('bb'));
  expect(second).toBe(first);
  expect(String(second)).toBe('<bb>');
  batch.lend(Buffer.from('bb'));
  const third = batch.for(Buffer.from('cc'));
  expect([String(second), String(third)]).toEqual(['<bb>', '<cc>']);
  expect(String(batch.for(Buffer.from('dd')))).toBe('<dd>');
  expect(String(second)).toBe('<bb>');
  expect(String(batch.for(Buffer.from('ddd')))).toBe('<ddd>');
  expect(framed).toBe(2);
});

test('clients with IDs of ever other lengths do not make it grow', () => {
  let framed = 0;
  const batch = new MessageBatch([{ before: '', after: '' }], (_messages, idBytes) => {
    framed += 1;
    return { bytes: Buffer.alloc(idBytes), idOffsets: [0] };
  });
  for (let length = 1; length <= 20; length += 1) batch.for(Buffer.alloc(length, 'x'));
  expect(framed).toBe(20);
  batch.for(Buffer.alloc(20, 'y'));
  batch.for(Buffer.alloc(17, 'y'));
  expect(framed).toBe(20);
  batch.for(Buffer.alloc(1, 'y'));
  expect(framed).toBe(21);
});
