import { describe, expect, test } from 'vitest';
import { parsed, problemsOf, text } from '../support.ts';

const RULE = '| --- | --- |';
const metadataOf = (...rows: string[]) =>
  parsed(text('# A', '', '| Field | Value |', RULE, ...rows)).spec.metadata;

describe('a table', () => {
  test('is read near the top, and the body begins behind it', () => {
    const { spec, lines } = parsed(
      text(
        '# Docks',
        '',
        '| Field | Value |',
        '|:---|---:|',
        '| Status | In Progress |',
        '| Tags | a, b |',
        'Text.',
      ),
    );
    expect(spec.metadata).toEqual({ Status: 'In Progress', Tags: 'a, b' });
    expect(spec).toMatchObject({ title: 'Docks', status: 'in-progress', tags: ['a', 'b'], body: 'Text.\n' });
    expect(lines.get('tags')).toBe(6);
    expect(spec.problems).toEqual([]);
  });

  test.each([
    '| **Status** | done |',
    '| **Status:** | done |',
    '| **Status**: | done |',
    '| Status: | done |',
    '|Status|done|',
    '  | Status | done',
    '| Status | done | more |',
  ])('reads the row %s', (row) => expect(metadataOf(row)).toEqual({ Status: 'done' }));

  test('keeps bars that are escaped, and takes an empty cell as null', () => {
    expect(metadataOf('| Note | a \\| b |', '| Updated | |', '| | lost |')).toEqual({
      Note: 'a | b',
      Updated: null,
    });
  });

  test.each(['| Field | Value |', '| field | value |', '| **Key** | **Value** |', '| Property | Value |'])(
    'has the header %s',
    (header) => expect(parsed(text('# A', header, RULE, '| Status | done |')).spec.status).toBe('done'),
  );

  test.each(['| Risk | Value |', '| Field | Type |', '| Field | Value | Note |', '| Field |'])(
    'does not have the header %s',
    (header) => expect(parsed(text('# A', header, RULE, '| Status | done |')).spec.metadata).toEqual({}),
  );

  test('is none without a rule, in code, or below the second section', () => {
    const rows = ['| Field | Value |', RULE, '| Status | done |'];
    expect(parsed(text('# A', rows[0]!, rows[2]!)).spec.metadata).toEqual({});
    expect(parsed(text('# A', '```', ...rows, '```')).spec.metadata).toEqual({});
    expect(parsed(text('# A', '## B', '## C', ...rows)).spec.metadata).toEqual({});
  });

  test('is read below its heading wherever that stands', () => {
    const file = text(
      '# A',
      '## B',
      'Text.',
      '## Metadata',
      '| Field | Value |',
      RULE,
      '| Status | done |',
      '',
      'End.',
    );
    expect(parsed(file).spec).toMatchObject({ status: 'done', body: '# A\n## B\nText.\n\nEnd.\n' });
  });

  test('counts the first of two', () => {
    const file = text('# A', '| Field | Value |', RULE, '| Status | draft |', '| Status | done |');
    expect(parsed(file).spec.status).toBe('draft');
    expect(problemsOf(file)).toEqual(['DUPLICATE_KEY:5']);
  });
});
