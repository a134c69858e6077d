import { describe, expect, test } from 'vitest';
import { firstKeys, keysAfter } from '../../../src/dashboard/markdown/block-keys.ts';
import { parseBody } from '../../../src/dashboard/markdown/parse-body.ts';

function nodesOf(body: string) {
  const parsed = parseBody(body);
  return parsed.kind === 'tree' ? parsed.nodes : [];
}

/** The keys of a body's blocks, parted by spaces, after it was another one. */
function keys(...bodies: readonly string[]): readonly number[] {
  const [first = '', ...rest] = bodies.map((body) => body.replaceAll(' ', '\n\n'));
  return rest.reduce((before, body) => keysAfter(before, nodesOf(body)), firstKeys(nodesOf(first))).keys;
}

describe('the keys of blocks', () => {
  test.each([
    ['of the same text', ['a b c', 'a b c'], [0, 1, 2]],
    ['where one comes first', ['a b c', 'new a b c'], [3, 0, 1, 2]],
    ['where one comes last', ['a b', 'a b new'], [0, 1, 2]],
    ['where one is gone', ['a b c', 'a c'], [0, 2]],
    ['where one is another', ['a b c', 'a new c'], [0, 1, 2]],
    ['where all are gone, and some come', ['a b', '', 'c'], [2]],
    ['where equal ones become more', ['a a', 'a a a'], [0, 1, 2]],
    ['where one comes first and the last is another', ['a b', 'new a other'], [2, 0, 1]],
    ['after several edits', ['a b c', 'a new b c', 'a new b new c'], [0, 3, 1, 4, 2]],
  ])('%s', (_name, bodies, expected) => {
    expect(keys(...bodies)).toEqual(expected);
  });
});
