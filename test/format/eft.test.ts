import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { eftFormat } from '../../src/format/eft.ts';
import { fileOf, parsed, text } from './support.ts';

const utf8 = (content: string) => new TextEncoder().encode(content);

describe('a whole file', () => {
  test('becomes a spec', () => {
    const file = {
      path: 'E13/F03/spec.md',
      bytes: utf8(
        text(
          '---',
          'id: 8232e119 # never changes',
          'title: Returns',
          'type: Feature',
          'status: In Progress',
          'priority: P1',
          'parent: E13',
          'dependencies: [E13-F01]',
          'tags: [docks]',
          'created: 2025-09-04',
          'updated: 2025-09-05T10:00:00Z',
          'estimate: 3',
          '---',
          '# E13-F03: Other',
          '- [x] a',
          '- [ ] b',
        ),
      ),
      revision: 'abc',
      modifiedAtMs: 12,
    };
    expect(eftFormat.parse(file)).toEqual({
      kind: 'parsed',
      path: 'E13/F03/spec.md',
      problems: [],
      specs: [
        {
          claim: 'path',
          declaredChildren: [],
          lines: new Map([
            ['id', 2],
            ['title', 3],
            ['type', 4],
            ['status', 5],
            ['priority', 6],
            ['parent', 7],
            ['dependencies', 8],
            ['tags', 9],
            ['created', 10],
            ['updated', 11],
            ['estimate', 12],
          ]),
          spec: {
            id: 'E13-F03',
            title: 'Returns',
            type: 'feature',
            status: 'in-progress',
            priority: 'HIGH',
            parentId: 'E13',
            dependencyIds: ['E13-F01'],
            tags: ['docks'],
            created: '2025-09-04',
            updated: '2025-09-05',
            path: 'E13/F03/spec.md',
            revision: 'abc',
            modifiedAtMs: 12,
            metadata: {
              id: '8232e119',
              title: 'Returns',
              type: 'Feature',
              status: 'In Progress',
              priority: 'P1',
              parent: 'E13',
              dependencies: ['E13-F01'],
              tags: ['docks'],
              created: '2025-09-04',
              updated: '2025-09-05T10:00:00Z',
              estimate: '3',
            },
            body: '# E13-F03: Other\n- [x] a\n- [ ] b\n',
            checklist: { total: 2, done: 1 },
            problems: [],
          },
        },
      ],
    });
  });

  test('without metadata is all body', () => {
    const { spec } = parsed('\uFEFF\r\n# Docks\r\n\r\nText.\r\n');
    expect([spec.title, spec.metadata, spec.body]).toEqual(['Docks', {}, '\r\n# Docks\r\n\r\nText.\r\n']);
    expect(spec.problems).toEqual([]);
  });
});

describe('a file that holds nothing usable', () => {
  test.each(['', '\uFEFF', ' \n\t\r\n'])('is empty: %j', (content) => {
    expect(eftFormat.parse(fileOf(content))).toEqual({
      kind: 'faulty',
      path: 'E01/F02/spec.md',
      problems: [
        {
          code: 'EMPTY_FILE',
          message: 'Expected a spec, got an empty file.',
          path: 'E01/F02/spec.md',
          line: null,
        },
      ],
    });
  });

  test.each([
    ['Latin-1', Uint8Array.of(0x23, 0x20, 0x46, 0xfc, 0x72)],
    ['UTF-16', Uint8Array.of(0xff, 0xfe, 0x23, 0x00)],
    ['a NUL', utf8('# A\0\n')],
    ['a surrogate', Uint8Array.of(0x23, 0xed, 0xa0, 0x80)],
    ['half a character', utf8('# Fü').subarray(0, 4)],
  ])('is no text: %s', (_name, bytes) => {
    expect(eftFormat.parse(fileOf(bytes))).toMatchObject({
      kind: 'faulty',
      problems: [{ code: 'NOT_TEXT', path: 'E01/F02/spec.md', line: null }],
    });
  });
});

describe('a file that its writer may not have finished', () => {
  test.each([
    ['nothing', utf8('')],
    ['white space', utf8('\n \n')],
    ['an unclosed block', utf8('---\ntitle: A\n')],
    ['half a character', utf8('# Fü').subarray(0, 4)],
    ['half of four bytes', utf8('# 🚲').subarray(0, 5)],
  ])('is one of %s', (_name, bytes) => expect(eftFormat.looksUnfinished(bytes)).toBe(true));

  test.each([
    ['text', utf8('# Docks')],
    ['text that no line break ends', utf8('---\ntitle: A\n---\nText')],
    ['other bytes', Uint8Array.of(0x23, 0xfc, 0x72)],
    ['an unclosed block of code in the text', utf8('# A\n```\ncode')],
  ])('is none of %s', (_name, bytes) => expect(eftFormat.looksUnfinished(bytes)).toBe(false));
});

describe('any bytes', () => {
  const piece = fc.constantFrom(
    '---',
    '\n',
    '\r\n',
    '\n\n',
    '# ',
    '## Metadata',
    '## Spec Information',
    '```yaml',
    '```',
    '- ',
    '**',
    ': ',
    '| Field | Value |',
    '|---|---|',
    '|',
    '[',
    ']',
    '{',
    '&a ',
    '*a',
    '"',
    "'",
    '!',
    '%',
    '@',
    '>',
    '|',
    '\t',
    ' ',
    '__proto__',
    'id',
    'status',
    'priority',
    'created',
    'E01-F02',
    '[x]',
    '<!--',
    '-->',
    '\u2028',
    '🚲',
  );
  const content = fc.oneof(
    fc.uint8Array({ maxLength: 300 }),
    fc.string({ unit: 'binary', maxLength: 300 }).map(utf8),
    fc.array(piece, { maxLength: 60 }).map((pieces) => utf8(pieces.join(''))),
    fc.array(piece, { maxLength: 60 }).map((pieces) => utf8(`---\n${pieces.join('')}\n---\n`)),
  );

  test('are read without throwing, always to the same, with text in every place', () => {
    fc.assert(
      fc.property(content, (bytes) => {
        const reading = eftFormat.parse(fileOf(bytes));
        expect(typeof eftFormat.looksUnfinished(bytes)).toBe('boolean');
        expect(eftFormat.parse(fileOf(bytes))).toEqual(reading);
        if (reading.kind === 'faulty') return;
        const { spec, lines } = reading.specs[0]!;
        const whole = new TextDecoder().decode(bytes);
        const count = whole.split('\n').length;
        expect(spec.id).toBe('E01-F02');
        expect(spec.title).not.toBe('');
        expect(spec.status).not.toBe('');
        expect(whole.endsWith(spec.body) || whole.includes('##')).toBe(true);
        expect(JSON.parse(JSON.stringify(spec))).toEqual(spec);
        for (const line of [...lines.values(), ...spec.problems.map((problem) => problem.line ?? 1)]) {
          expect(line).toBeGreaterThan(0);
          expect(line).toBeLessThanOrEqual(count);
        }
      }),
      { numRuns: 1000 },
    );
  });
});
