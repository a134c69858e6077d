import { describe, expect, test } from 'vitest';
import { eftFormat } from '../../../src/format/eft.ts';
import { fileOf, parsed, problemsOf, text } from '../support.ts';

const isUnfinished = (file: string) => eftFormat.looksUnfinished(fileOf(file).bytes);

describe('front matter at the top', () => {
  test('is read, and the body begins behind it', () => {
    const { spec, lines } = parsed(
      text('---', 'title: Docks', 'status: Draft', '---', '', '# Docks', 'Text.'),
    );
    expect(spec.metadata).toEqual({ title: 'Docks', status: 'Draft' });
    expect(spec.body).toBe('\n# Docks\nText.\n');
    expect(Object.fromEntries(lines)).toEqual({ title: 2, status: 3 });
  });

  test.each([
    ['a byte order mark', '\uFEFF'],
    ['blank lines', '\n  \n'],
    ['a byte order mark and blank lines', '\uFEFF\r\n'],
  ])('may stand behind %s', (_name, before) => {
    const { spec } = parsed(`${before}${text('---', 'title: Docks', '---', 'Text.')}`);
    expect([spec.title, spec.body, spec.problems]).toEqual(['Docks', 'Text.\n', []]);
  });

  test('may have Windows line endings, which the body keeps', () => {
    const { spec, lines } = parsed('---\r\ntitle: Docks\r\ntags:\r\n  - a\r\n---\r\nText.\r\nMore.\r\n');
    expect(spec.metadata).toEqual({ title: 'Docks', tags: ['a'] });
    expect(spec.body).toBe('Text.\r\nMore.\r\n');
    expect(lines.get('tags')).toBe(3);
  });

  test('may have white space behind its marks, and end in `...`', () => {
    expect(parsed('--- \ntitle: Docks\n...\t\nText.').spec).toMatchObject({ title: 'Docks', body: 'Text.' });
  });

  test('may be empty', () => {
    const { spec } = parsed('---\n---\n# Docks\n');
    expect([spec.metadata, spec.body, spec.problems]).toEqual([{}, '# Docks\n', []]);
  });

  test('gives way to another form where it is empty', () => {
    const { spec } = parsed(text('---', '# nothing yet', '---', '# A', '## Metadata', '- Status: done'));
    expect([spec.status, spec.problems]).toEqual(['done', []]);
  });

  test('comes before every other form', () => {
    const { spec } = parsed(
      text('---', 'status: done', '---', '# A', '## Metadata', '- Status: draft', 'Text.'),
    );
    expect([spec.status, spec.body]).toEqual(['done', '# A\n## Metadata\n- Status: draft\nText.\n']);
  });
});

describe('front matter after the first heading', () => {
  test('is read, and the body begins behind it', () => {
    const { spec, lines } = parsed(text('# E01-F02: Docks', '', '---', 'status: done', '---', 'Text.'));
    expect([spec.title, spec.status, spec.body]).toEqual(['Docks', 'done', 'Text.\n']);
    expect(lines.get('status')).toBe(4);
  });

  test('is no metadata where it is a thematic break', () => {
    const file = text('# Docks', '', '---', '', 'Some text: and more.', '', '---', 'The end.');
    const { spec } = parsed(text('# Docks', '', '---', '', 'Some text.', '', '---', 'The end.'));
    expect([spec.metadata, spec.problems]).toEqual([{}, []]);
    expect(parsed(file.replace('Some text: and', 'See https://a.example, and')).spec.metadata).toEqual({});
  });
});

describe('an unclosed block', () => {
  const message =
    'The block that begins here with `---` is not closed; it is taken to end where the text begins.';

  test('ends at a heading, so that the body is not lost', () => {
    const { spec } = parsed(text('---', 'title: Docks', 'status: done', '# Docks', '', '- [x] a'));
    expect([spec.title, spec.status, spec.body]).toEqual(['Docks', 'done', '# Docks\n\n- [x] a\n']);
    expect(spec.problems).toEqual([
      { code: 'MALFORMED_METADATA', message, path: 'E01/F02/spec.md', line: 1 },
    ]);
  });

  test('ends at a blank line behind which no metadata follows', () => {
    const { spec } = parsed(text('---', 'title: Docks', '', 'status: done', 'tags:', '  - a', '', 'Text.'));
    expect(spec.metadata).toEqual({ title: 'Docks', status: 'done', tags: ['a'] });
    expect(spec.body).toBe('\nText.\n');
  });

  test('holds comments, which look like headings', () => {
    const { spec } = parsed(
      text('---', '# ===', '', '# === WHO ===', 'title: Docks', '', '# What', '', 'Text.'),
    );
    expect([spec.title, spec.body]).toEqual(['Docks', '# What\n\nText.\n']);
  });

  test('is not closed by a thematic break in the text', () => {
    const file = text(
      '---',
      'title: Docks',
      'status: done',
      '',
      '# Docks',
      '',
      'Text.',
      '',
      '---',
      '',
      'More.',
    );
    const { spec } = parsed(file);
    expect([spec.status, spec.body]).toEqual(['done', '# Docks\n\nText.\n\n---\n\nMore.\n']);
    expect(problemsOf(file)).toEqual(['MALFORMED_METADATA:1']);
  });

  test('runs to the end of a file that holds nothing else', () => {
    const { spec } = parsed('---\ntitle: Docks\nstatus: do');
    expect([spec.title, spec.status, spec.body]).toEqual(['Docks', 'do', '']);
  });

  test('looks unfinished, at the top and after a heading', () => {
    expect(isUnfinished('---\ntitle: Docks\n')).toBe(true);
    expect(isUnfinished('# Docks\n---\ntitle: Docks\n')).toBe(true);
    expect(isUnfinished('---\ntitle: Docks\n---')).toBe(false);
    expect(isUnfinished('# Docks\n\n---\n\nText.\n')).toBe(false);
  });
});
