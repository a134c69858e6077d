import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dayOf, listOf, priorityOf, textOf, wordOf } from '../../src/format/fields.ts';
import { parsed, problemsOf, text } from './support.ts';

describe('priorities', () => {
  test.each([
    ['Critical (Foundation)', 'CRITICAL'],
    ['P0', 'CRITICAL'],
    ['p0 - drop everything', 'CRITICAL'],
    ['urgent', 'CRITICAL'],
    ['Blocker', 'CRITICAL'],
    ['HIGH', 'HIGH'],
    ['🔥 High', 'HIGH'],
    ['P1', 'HIGH'],
    ['Medium', 'MEDIUM'],
    ['normal', 'MEDIUM'],
    ['P2', 'MEDIUM'],
    ['**Low**', 'LOW'],
    ['minor', 'LOW'],
    ['P3', 'LOW'],
  ])('%s is %s', (given, priority) => expect(priorityOf(given)).toBe(priority));

  test.each(['', 'soon', 'lowish', 'P9', '__proto__', 'constructor'])('%s is none', (given) =>
    expect(priorityOf(given)).toBeNull(),
  );

  test('an unknown one is a problem, an absent one is not', () => {
    expect(problemsOf(text('---', 'title: A', 'priority: soon', '---'))).toEqual(['INVALID_VALUE:3']);
    for (const nothing of ['', "''", '~', 'None', 'n/a', '"-"', '[]']) {
      expect(problemsOf(text('---', 'title: A', `priority: ${nothing}`, '---'))).toEqual([]);
    }
  });
});

describe('words', () => {
  test.each([
    ['In Progress', 'in-progress'],
    ['in_progress', 'in-progress'],
    ['Completed ✅', 'completed'],
    ['✅ Completed', 'completed'],
    ['Draft (waiting)', 'draft'],
    ['Draft [see E01]', 'draft'],
    ['**Done**', 'done'],
    ['(unsure)', 'unsure'],
    ['Überfällig!', 'überfällig'],
  ])('%s becomes %s', (given, word) => expect(wordOf(given)).toBe(word));

  test.each(['-', '✅', '…', '()'])('%s is no word', (given) => expect(wordOf(given)).toBeNull());

  test('the status is null where there is none, and metadata keeps what is written', () => {
    expect(parsed(text('---', 'title: A', '---')).spec.status).toBeNull();
    expect(parsed(text('---', 'title: A', 'status:', '---')).spec.status).toBeNull();
    expect(parsed(text('---', 'title: A', 'status: null', '---')).spec.status).toBeNull();
    const { spec } = parsed(text('---', 'title: A', 'status: In Progress 🚧', '---'));
    expect([spec.status, spec.metadata.status]).toEqual(['in-progress', 'In Progress 🚧']);
  });
});

describe('lists', () => {
  test.each([
    ['E01, E02-F01', ['E01', 'E02-F01']],
    ['E01; E02', ['E01', 'E02']],
    ['[E01, E02]', ['E01', 'E02']],
    ['[[E01]], [[E02|the second]]', ['E01', 'E02']],
    ['[E01](../E01/spec.md), [E02](../E02/spec.md)', ['E01', 'E02']],
    ['`E01`, "E02", **E03**', ['E01', 'E02', 'E03']],
    ['E01 (Foundation), E02: Payments, E03 – Docks', ['E01', 'E02', 'E03']],
    ['E02, E01, E02', ['E02', 'E01']],
    ['Node 20 runtime', ['Node 20 runtime']],
    ['None', []],
    ['None (foundation)', []],
    ['-', []],
    ['—', []],
    ['N/A', []],
    ['[]', []],
    ['', []],
    [',, ,', []],
  ])('%s', (given, items) => expect(listOf(given)).toEqual(items));

  test('come from YAML lists too, however links are written there', () => {
    const list = (...lines: string[]) => parsed(text('---', 'title: A', ...lines, '---')).spec.dependencyIds;
    expect(list('dependencies: [E01, E02]')).toEqual(['E01', 'E02']);
    expect(list('depends_on:', '  - E01 # the first', '  - "E02"')).toEqual(['E01', 'E02']);
    expect(list('Depends On:', '- [[E01]]')).toEqual(['E01']);
    expect(list('dependencies: [[E01]]')).toEqual(['E01']);
    expect(list('dependencies: [E01](../E01/spec.md)')).toEqual(['E01']);
    expect(list('dependencies: []')).toEqual([]);
    expect(list('dependencies:')).toEqual([]);
  });

  test('tags keep their case, each once', () => {
    expect(parsed(text('---', 'tags: [Docks, app, Docks]', '---')).spec.tags).toEqual(['Docks', 'app']);
    expect(parsed(text('---', 'labels: docks, app', '---')).spec.tags).toEqual(['docks', 'app']);
  });

  test('declared children are handed on to be checked', () => {
    const { declaredChildren, lines } = parsed(
      text('---', 'title: A', 'children:', '  - E01-F02-T01', '---'),
    );
    expect(declaredChildren).toEqual(['E01-F02-T01']);
    expect(lines.get('children')).toBe(3);
  });
});

describe('days', () => {
  test.each([
    ['2025-09-05', '2025-09-05'],
    ['2025/09/05', '2025-09-05'],
    ['2025/9/5', '2025-09-05'],
    ['2025-09-05T10:00:00Z', '2025-09-05'],
    ['2025-09-05T23:30:00.000+09:00', '2025-09-05'],
    ['2025-09-05 10:00', '2025-09-05'],
    ["'2025-09-05'", '2025-09-05'],
    ['2024-02-29', '2024-02-29'],
    ['0099-12-31', '0099-12-31'],
  ])('%s is %s', (given, day) => expect(dayOf(given)).toBe(day));

  test.each([
    '2025-02-29',
    '2025-13-01',
    '2025-00-10',
    '2025-04-31',
    '05.09.2025',
    '2025',
    'soon',
    '2025-09-051',
  ])('%s is none', (given) => expect(dayOf(given)).toBeNull());

  test('a day that is none is a problem on its line; nothing is not', () => {
    const { spec } = parsed(text('---', 'title: A', 'created: 2025-02-30', "updated: ''", '---'));
    expect(spec.problems).toEqual([
      {
        code: 'INVALID_VALUE',
        message: 'created: expected a day as YYYY-MM-DD, got "2025-02-30".',
        path: 'E01/F02/spec.md',
        line: 3,
      },
    ]);
    expect([spec.created, spec.updated]).toEqual([null, null]);
  });

  test('every real day is read back as itself', () => {
    const days = fc.date({
      min: new Date('0001-01-01'),
      max: new Date('9999-12-31'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(days, (date) => {
        const day = date.toISOString().slice(0, 10);
        expect(dayOf(day)).toBe(day);
      }),
    );
  });
});

describe('values of the wrong kind', () => {
  test('are a problem and no value', () => {
    const { spec } = parsed(
      text('---', 'title: A', 'status: [draft, done]', 'priority: {now: high}', 'tags: {a: b}', '---'),
    );
    expect([spec.status, spec.priority, spec.tags]).toEqual([null, null, []]);
    expect(spec.problems.map(({ code, line }) => `${code}:${line}`).sort()).toEqual([
      'INVALID_VALUE:3',
      'INVALID_VALUE:4',
      'INVALID_VALUE:5',
    ]);
  });

  test('a list of one counts as its item', () => expect(textOf(['draft'])).toBe('draft'));
});

test('types come from the declared word, else from the depth of the ID', () => {
  const typeAt = (path: string) => parsed('# A\n', path).spec.type;
  expect(
    ['E1', 'E1/F1', 'E1/F1/T1', 'E1/F1/T1/S1', 'E1/F1/T1/S1/X1'].map((at) => typeAt(`${at}/spec.md`)),
  ).toEqual(['epic', 'feature', 'task', 'subtask', 'subtask']);
  expect(typeAt('docs/spec.md')).toBe('spec');
  expect(parsed(text('---', 'type: User Story', '---', '# A')).spec.type).toBe('user-story');
});

describe('titles', () => {
  test.each([
    ['# E01-F02: Docks', 'Docks'],
    ['# E01-F02 - Docks', 'Docks'],
    ['# E01-F02 – Docks: the plan ##', 'Docks: the plan'],
    ['# E01: Docks', 'E01: Docks'],
    ['# E01-F02-T01: Docks', 'E01-F02-T01: Docks'],
    ['# E01-F02', 'E01-F02'],
    ['Docks\n=====', 'Docks'],
    ['```\n# not this\n```\n# Docks', 'Docks'],
    ['<!--\n# not this\n-->\n# Docks', 'Docks'],
    ['## Not this\n\n# Docks', 'Docks'],
  ])('%j has the title %j', (file, title) => {
    expect(parsed(`${file}\n`).spec.title).toBe(title);
    expect(problemsOf(`${file}\n`)).toEqual([]);
  });

  test('the field comes before the heading', () => {
    expect(parsed(text('---', 'title: Docks', '---', '# Other')).spec.title).toBe('Docks');
    expect(parsed(text('---', 'name: Docks', '---', '# Other')).spec.title).toBe('Docks');
  });

  test('a comment in the front matter is no heading', () => {
    expect(parsed(text('---', '# === WORKFLOW ===', 'status: draft', '---', '', '# Docks')).spec.title).toBe(
      'Docks',
    );
  });

  test('the ID stands in for a missing one, which is a problem', () => {
    const { spec } = parsed('Only text.\n');
    expect(spec.title).toBe('E01-F02');
    expect(problemsOf('Only text.\n')).toEqual(['MISSING_TITLE:null']);
  });
});
