import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import { inert } from '../../src/cli/inert.ts';
import { isColoured, renderSegments } from '../../src/cli/segments.ts';
import type { TailEvent } from '../../src/cli/tail-event.ts';
import { tailSegments, timeSegment } from '../../src/cli/tail-lines.ts';

const PLACE = { cursor: 'k3x9.1', timestamp: '2026-11-23T20:15:00.500Z' };
const SPEC = {
  id: 'E13',
  title: 'Lending',
  type: 'epic',
  status: 'draft',
  priority: null,
  tags: [],
  path: 'E13.spec.md',
};

function updated(
  ...changes: readonly (readonly [field: string, before: unknown, after: unknown])[]
): TailEvent {
  const fieldChanges = changes.map(([field, before, after]) => ({ field, before, after }));
  const names = fieldChanges.map(({ field }) => field);
  return { kind: 'updated', specId: 'E13', ...PLACE, changes: names, fieldChanges, spec: SPEC };
}

function lineOf(event: TailEvent, isColoured = false): string {
  return renderSegments(tailSegments(event), isColoured);
}

describe('a line', () => {
  test.each<[string, TailEvent, string]>([
    [
      'a new spec',
      { kind: 'created', specId: 'E13', ...PLACE, spec: SPEC },
      'E13 created "Lending" (epic, draft)',
    ],
    [
      'a new spec with a priority and without a status',
      { kind: 'created', specId: 'E13', ...PLACE, spec: { ...SPEC, status: null, priority: 'HIGH' } },
      'E13 created "Lending" (epic, high)',
    ],
    [
      'a spec that is gone',
      { kind: 'deleted', specId: 'E13', ...PLACE, title: 'Lending', path: 'E13.spec.md' },
      'E13 deleted "Lending"',
    ],
    [
      'a lost position',
      { kind: 'resync', ...PLACE, reason: 'UNKNOWN_LOG' },
      'resync the server has begun a new log: what changed until now is not known, what follows is all',
    ],
    ['one field', updated(['status', 'draft', 'in-progress']), 'E13 updated status: draft → in-progress'],
    [
      'several fields, the weightiest first and the body last, without its text',
      updated(
        ['body', null, null],
        ['owner', null, 'ann'],
        ['priority', 'P1', 'Low (later)'],
        ['status', 'a', 'b'],
      ),
      'E13 updated status: a → b, priority: P1 → "Low (later)", owner: none → ann, body',
    ],
    [
      'lists by what came and went',
      updated(['tags', ['ui', 'old'], ['ui', 'new']], ['dependencies', 'E01, E02', null]),
      'E13 updated tags: +new -old, dependencies: -E01 -E02',
    ],
    ['lists in another order', updated(['tags', ['a', 'b'], ['b', 'a']]), 'E13 updated tags: changed'],
    [
      'problems by their codes',
      updated(['problems', [], [{ code: 'DUPLICATE_ID', message: 'Twice.', path: 'a.spec.md', line: null }]]),
      'E13 updated problems: +DUPLICATE_ID',
    ],
    ['bytes that mean nothing', updated(['revision', '1', '2']), 'E13 updated bytes only'],
    ['values of any kind', updated(['x', { a: ['b'] }, ['c d']]), 'E13 updated x: {"a":["b"]} → ["c d"]'],
    ['a value that reads like no value', updated(['x', null, 'none']), 'E13 updated x: none → "none"'],
    [
      'long values by their start',
      updated(['title', 'x'.repeat(61), '😀'.repeat(60)]),
      `E13 updated title: ${'x'.repeat(60)}… → "${'😀'.repeat(60)}"`,
    ],
    ['what is forgotten', updated(), 'E13 updated (what exactly is forgotten) "Lending" (epic, draft)'],
  ])('tells %s', (_name, event, line) => {
    expect(lineOf(event)).toBe(line);
    expect(stripVTControlCharacters(lineOf(event, true))).toBe(line);
    expect(lineOf(event, true)).not.toBe(line);
  });

  test.each([
    ['an escape sequence', 'a\u001b[31mb', 'a\\u001b[31mb'],
    ['the same in one character', 'a\u009b31mb', 'a\\u009b31mb'],
    ['a new line', 'a\r\nb\u2028c', 'a\\u000d\\u000ab\\u2028c'],
    ['writing from right to left', 'a\u202eb\u2066c', 'a\\u202eb\\u2066c'],
    ['a bell and DEL', 'a\u0007\u007f', 'a\\u0007\\u007f'],
  ])('shows %s in a title, a name or a value as characters', (_name, text, shown) => {
    const changes = [
      [text, text, text],
      ['tags', [text], null],
      ['problems', null, [{ code: text }]],
      ['x', { [text]: text }, null],
    ] as const;
    const event = { ...updated(...changes), specId: text } as TailEvent;
    // oxlint-disable-next-line no-control-regex -- these are what must not be there
    const unsafe = /[\u0000-\u001f\u007f-\u009f\u2028\u202e\u2066]/;
    expect(lineOf(event)).toContain(shown);
    expect(lineOf(event)).not.toMatch(unsafe);
    expect(stripVTControlCharacters(lineOf(event, true))).toBe(lineOf(event));
    const json = inert(JSON.stringify(event));
    expect(json).not.toMatch(unsafe);
    expect(JSON.parse(json)).toEqual(event);
  });

  test('may begin with when it happened, by the clock of the place', () => {
    expect(timeSegment(PLACE.timestamp, 'UTC')[0]).toBe('2026-11-23 20:15:00 ');
    expect(timeSegment(PLACE.timestamp, 'Asia/Tokyo')[0]).toBe('2026-11-24 05:15:00 ');
  });
});

test.each([
  ['on a terminal', {}, true, true],
  ['not in a pipe', {}, false, false],
  ['not with NO_COLOR', { NO_COLOR: '1' }, true, false],
  ['with an empty NO_COLOR', { NO_COLOR: '' }, true, true],
  ['not on a terminal without them', { TERM: 'dumb' }, true, false],
  ['in a pipe with FORCE_COLOR', { FORCE_COLOR: '1', NO_COLOR: '1' }, false, true],
  ['not on a terminal with FORCE_COLOR=0', { FORCE_COLOR: '0' }, true, false],
])('there are colours %s', (_name, env, isTTY, expected) => {
  expect(isColoured(env, { isTTY, write: () => true })).toBe(expected);
});
