import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatCursor, parseCursor, type Cursor } from '../../src/log/cursor.ts';

const position = fc.integer({ min: 0, max: 2 ** 45 });

const cursor: fc.Arbitrary<Cursor> = fc.record({
  epoch: fc.stringMatching(/^[0-9a-z]{1,13}$/),
  position,
});

const partialCursor = fc
  .tuple(
    cursor,
    fc.integer({ min: 1, max: 1000 }),
    fc.integer({ min: 0, max: 1000 }),
    fc.integer({ min: 0, max: 4 }),
  )
  .map(([whole, reached, rest, rank]): Cursor => ({
    ...whole,
    partial: {
      to: whole.position + reached + rest,
      reached: { rank, position: whole.position + reached },
    },
  }));

test('a cursor survives being written down', () => {
  fc.assert(
    fc.property(fc.oneof(cursor, partialCursor), (one) => {
      expect(parseCursor(formatCursor(one))).toEqual(one);
    }),
  );
});

test.each([
  '',
  '.',
  'log',
  'log.',
  'log.01',
  'log.-1',
  'log.1.2',
  'log.1.2.3',
  'log.5.9.0.5',
  'log.5.9.0.a',
  'log.1.2.0.2.7',
  'LOG.1',
  'lo g.1',
  'log.zzzzzzzzzzzz',
  'log.zzzzzzzzzzz',
])('%j is none', (text) => {
  expect(parseCursor(text)).toBeUndefined();
});

test('no text makes reading a cursor throw, and what is read is written as it was', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[0-9a-z]{0,3}(\.[0-9a-z]{0,3}){0,5}$/)), (text) => {
      const one = parseCursor(text);
      if (one) expect(formatCursor(one)).toBe(text);
    }),
  );
});
