import { expect, test } from 'vitest';
import { SliceCache, withPieces, type CachedSlice } from '../../src/delivery/slice-cache.ts';
import type { SliceItem } from '../../src/delivery/slice.ts';
import { aSpec } from '../support/specs.ts';

function aSlice(items: number): CachedSlice {
  return withPieces({
    from: 0,
    to: items,
    recalled: false,
    items: Array.from({ length: items }, (_, at): SliceItem => ({
      change: { kind: 'created', after: aSpec({ id: `E${at}` }) },
      timestampMs: at,
      joined: 1,
      place: { rank: 0, position: at + 1 },
      cursor: `log.${at}`,
    })),
  });
}

test('lets the slices go that were asked for least lately, by what they hold', () => {
  const cache = new SliceCache(10);
  cache.put('a', aSlice(4));
  cache.put('b', aSlice(4));
  expect(cache.get('a')).toBeDefined();
  cache.put('c', aSlice(4));
  expect(cache.get('b')).toBeUndefined();
  expect(cache.get('a')).toBeDefined();
  expect(cache.get('c')).toBeDefined();
  // The newest stays whatever its size, for whoever is being served from it.
  cache.put('d', aSlice(100));
  expect([cache.get('a'), cache.get('c')]).toEqual([undefined, undefined]);
  expect(cache.get('d')).toBeDefined();
  for (let at = 0; at < 100; at += 1) cache.put(`empty ${at}`, aSlice(0));
  expect(cache.get('empty 0')).toBeUndefined();
});

test('cuts a slice into pieces that are the same object each time', () => {
  const slice = new SliceCache().put('a', aSlice(5));
  const piece = slice.piece(1, 3);
  expect(piece).toMatchObject({ kind: 'changes', cursor: 'log.2', timestampMs: 2 });
  expect(piece.items).toHaveLength(2);
  expect(slice.piece(1, 3)).toBe(piece);
});
