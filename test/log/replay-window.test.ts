import { expect, test } from 'vitest';
import type { LogEntry } from '../../src/log/change-log.ts';
import { ReplayWindow } from '../../src/log/replay-window.ts';
import { aSpec } from '../support/specs.ts';

function anEntry(position: number, body = ''): LogEntry {
  return { position, timestampMs: position, change: { kind: 'created', after: aSpec({ id: 'E1', body }) } };
}

const positions = (entries: readonly LogEntry[] | undefined) => entries?.map(({ position }) => position);

test('holds the newest entries within a number, and says where it has a gap', () => {
  const window = new ReplayWindow({ maxChanges: 3, maxBytes: Infinity });
  expect(positions(window.between(0, 0))).toEqual([]);
  expect(window.between(0, 1)).toBeUndefined();
  for (let position = 1; position <= 10_000; position += 1) window.push(anEntry(position));
  expect(window.size).toBe(3);
  expect(positions(window.between(9_997, 10_000))).toEqual([9_998, 9_999, 10_000]);
  expect(positions(window.between(9_998, 9_999))).toEqual([9_999]);
  expect(positions(window.between(10_000, 10_000))).toEqual([]);
  expect(window.between(9_996, 10_000)).toBeUndefined();
});

test('holds them within a size, which counts their texts', () => {
  const window = new ReplayWindow({ maxChanges: Infinity, maxBytes: 1_000_000 });
  for (let position = 1; position <= 100; position += 1) window.push(anEntry(position, 'x'.repeat(100_000)));
  expect(window.bytes).toBeLessThanOrEqual(1_000_000);
  expect(window.size).toBe(4);
  expect(positions(window.between(96, 100))).toEqual([97, 98, 99, 100]);
});

test('may hold nothing at all', () => {
  const window = new ReplayWindow({ maxChanges: 0, maxBytes: 0 });
  window.push(anEntry(1));
  expect(window.size).toBe(0);
  expect(window.between(0, 1)).toBeUndefined();
});
