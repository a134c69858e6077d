import { describe, expect, test } from 'vitest';
import { isPair, readLoosely } from '../../../src/format/metadata/loose-lines.ts';
import { text } from '../support.ts';

const read = (...lines: string[]) => readLoosely(text(...lines), 0).block({ start: 0, end: 0 });

describe('reading line by line', () => {
  test('takes keys with values, lists below keys and lists on the line', () => {
    expect(
      read(
        'id: E01 # the first',
        'tags:',
        '  - a',
        "- 'b' # b",
        'deps: [x, "y", ]',
        'due:',
        'Spec ID: 021bbc7e',
      ).metadata,
    ).toEqual({ id: 'E01', tags: ['a', 'b'], deps: ['x', 'y'], due: null, 'Spec ID': '021bbc7e' });
  });

  test('strips quotes, and comments outside of them', () => {
    expect(read('a: "b # c" # d', "e: 'f'", 'g: "h', 'i: # j', 'k: l#m').metadata).toEqual({
      a: 'b # c',
      e: 'f',
      g: 'h',
      i: null,
      k: 'l#m',
    });
  });

  test('takes the text below a bar', () => {
    expect(read('a: |', '  one: 1', '', '  two', 'b: >-', '  three', 'c: d').metadata).toEqual({
      a: 'one: 1\n\ntwo',
      b: 'three',
      c: 'd',
    });
  });

  test('keeps a link as it is', () => {
    expect(read('see: [E01](../E01/spec.md)').metadata).toEqual({ see: '[E01](../E01/spec.md)' });
  });

  test('passes over what it does not understand', () => {
    expect(
      read('{{{', ': x', 'http://a.example', '  nested: y', '- z', '**bold**: w', '%: v').metadata,
    ).toEqual({});
  });

  test('counts the first of two, and knows the lines', () => {
    const { metadata, faults, lines } = read('a: 1', '', 'b: 2', 'a: 3');
    expect([metadata, faults.map(({ line }) => line), lines.get('b')]).toEqual([{ a: '1', b: '2' }, [3], 2]);
  });
});

test.each(['a: b', 'a:', 'Spec ID: x', '"quoted": x', 'due_date: ""', 'über: x'])(
  '%s looks like metadata',
  (line) => expect(isPair(line)).toBe(true),
);
test.each(['', 'text', 'http://x', ':', ': x', '# a: b', '- a: b', '| a: b', `${'x'.repeat(90)}: y`])(
  '%s does not look like metadata',
  (line) => expect(isPair(line)).toBe(false),
);
