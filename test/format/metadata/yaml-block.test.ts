import { isDeepStrictEqual } from 'node:util';
import { describe, expect, test } from 'vitest';
import { readYaml } from '../../../src/format/metadata/yaml-block.ts';
import { text } from '../support.ts';

/** The block as a plain value, with its faults in short; lines count from 0. */
function read(...lines: string[]) {
  const { metadata, faults } = readYaml(text(...lines), 0).block({ start: 0, end: 0 });
  return { metadata, faults: faults.map(({ code, line }) => `${code}:${line}`) };
}

const metadataOf = (...lines: string[]) => read(...lines).metadata;

describe('scalars', () => {
  test.each([
    '8232e119',
    '021bbc7e',
    '2110',
    '1e3',
    '0x1F',
    '.inf',
    '012',
    '1_000',
    'yes',
    'no',
    'true',
    'null',
    '~',
    '2025-09-05',
    '2025-09-05T10:00:00Z',
    '12:30:45',
  ])('%s stays text', (value) => {
    expect(read(`key: ${value}`)).toEqual({ metadata: { key: value }, faults: [] });
  });

  test('keep everything but comments and quotes', () => {
    expect(metadataOf('a: b # c', "d: 'it''s # here'", 'e: "f\\n"', 'g: h#i', 'j: |', '  k', '  l')).toEqual({
      a: 'b',
      d: "it's # here",
      e: 'f\n',
      g: 'h#i',
      j: 'k\nl\n',
    });
  });

  test('are null where nothing stands after the key, and empty where quotes do', () => {
    expect(metadataOf('a:', 'b: # comment', "c: ''", 'd: ""', 'e: [x, ]', 'f: {g: }')).toEqual({
      a: null,
      b: null,
      c: '',
      d: '',
      e: ['x'],
      f: { g: null },
    });
  });

  test('keep an unknown tag from meaning anything', () => {
    expect(read('a: !!js/function "return 1"', 'b: !env HOME')).toEqual({
      metadata: { a: 'return 1', b: 'HOME' },
      faults: [],
    });
  });
});

describe('structures', () => {
  test('are lists and blocks', () => {
    expect(metadataOf('a: [b, [c]]', 'd:', '  e: f', '  g:', '    - h', '    - i: j')).toEqual({
      a: ['b', ['c']],
      d: { e: 'f', g: ['h', { i: 'j' }] },
    });
  });

  test('may be repeated by an alias', () => {
    expect(metadataOf('a: &x [b]', 'c: *x', 'd: &x e', 'f: *x')).toEqual({
      a: ['b'],
      c: ['b'],
      d: 'e',
      f: 'e',
    });
  });

  test('keep what looks like an alias but is none', () => {
    expect(read('files: *.ts')).toEqual({ metadata: { files: '*.ts' }, faults: [] });
  });

  test('do not grow without bound by aliases', () => {
    const bomb = ['a: &a [x, x, x, x, x, x, x, x, x, x]'];
    for (let level = 1; level < 9; level += 1) {
      const [name, inner] = ['abcdefghi'[level], 'abcdefghi'[level - 1]];
      bomb.push(`${name}: &${name} [${Array(10).fill(`*${inner}`).join(', ')}]`);
    }
    const { metadata, faults } = read('title: Docks', ...bomb);
    expect(metadata.title).toBe('Docks');
    expect(faults).toEqual(['MALFORMED_METADATA:0']);
    expect(JSON.stringify(metadata).length).toBeLessThan(1000);
  });

  test('that hold themselves are harmless', () => {
    expect(read('a: &a [*a]')).toEqual({ metadata: { a: ['*a'] }, faults: [] });
  });
});

describe('keys', () => {
  test('that stand twice are told, and the first counts', () => {
    expect(read('a: 1', 'b: 2', 'a: 3')).toEqual({
      metadata: { a: '1', b: '2' },
      faults: ['DUPLICATE_KEY:2'],
    });
    expect(read('x:', '  a: 1', '  a: 2')).toEqual({
      metadata: { x: { a: '1' } },
      faults: ['DUPLICATE_KEY:2'],
    });
  });

  test('like those of an object are keys like any other', () => {
    const lines = ['__proto__: {polluted: yes}', 'constructor: x', 'toString: y', 'n:', '  __proto__: z'];
    const metadata = metadataOf(...lines);
    expect(Object.keys(metadata)).toEqual(['__proto__', 'constructor', 'toString', 'n']);
    expect(Object.getPrototypeOf(metadata)).toBe(Object.prototype);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    expect(isDeepStrictEqual(metadata, metadataOf(...lines))).toBe(true);
    expect(isDeepStrictEqual(metadata, metadataOf(...lines.slice(1)))).toBe(false);
    expect(JSON.stringify(metadata)).toBe(
      '{"__proto__":{"polluted":"yes"},"constructor":"x","toString":"y","n":{"__proto__":"z"}}',
    );
  });
});

describe('what is no YAML', () => {
  test.each<[string, string[], number, Record<string, unknown>]>([
    ['a colon in a title', ['id: E01', 'title: Docks: the plan'], 1, { id: 'E01', title: 'Docks: the plan' }],
    ['a reserved character', ['owner: @kim', 'status: done'], 0, { owner: '@kim', status: 'done' }],
    ['an unclosed quote', ['title: "Docks', 'status: done'], 2, { title: 'Docks', status: 'done' }],
    ['an unclosed list', ['tags: [a, b', 'status: done'], 1, { tags: ['a', 'b'], status: 'done' }],
    ['a tab', ['tags:', '\t- a', 'status: done'], 1, { tags: ['a'], status: 'done' }],
    ['a stray line', ['status: done', 'what is this', 'tags: [a]'], 1, { status: 'done', tags: ['a'] }],
    ['a bad indent', ['status: done', '  type: x', 'tags: [a]'], 0, { status: 'done', tags: ['a'] }],
    ['two documents', ['status: done', '---', 'type: task'], 1, { status: 'done', type: 'task' }],
    ['a list', ['- status', '- done'], 0, {}],
    ['a sentence', ['Just text'], 0, {}],
  ])('for %s is told with its line, and read line by line', (_name, lines, line, metadata) => {
    expect(read(...lines)).toEqual({ metadata, faults: [`MALFORMED_METADATA:${line}`] });
  });

  test('says what is wrong in one sentence', () => {
    const [fault] = readYaml('title: Docks: the plan\n', 4).faults;
    expect(fault).toEqual({
      code: 'MALFORMED_METADATA',
      message:
        'This is no valid YAML: Nested mappings are not allowed in compact mappings. It was read line by line.',
      line: 4,
    });
  });
});

test('nothing, and comments alone, are no metadata and no fault', () => {
  expect(read('')).toEqual({ metadata: {}, faults: [] });
  expect(read('# comment', '', '# another')).toEqual({ metadata: {}, faults: [] });
});
