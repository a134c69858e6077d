import { describe, expect, test } from 'vitest';
import { eftFormat } from '../../src/format/eft.ts';
import { idFromPath } from '../../src/format/spec-path.ts';
import { parsed, problemsOf, text } from './support.ts';

describe('which paths hold specs', () => {
  test.each(['spec.md', 'E13/F03/spec.md', 'E13/E13.spec.md', 'login.spec.md', 'a b/.x/ü.spec.md'])(
    '%s is a spec',
    (path) => expect(eftFormat.matches(path)).toBe(true),
  );
  test.each([
    'E13/E13.context.md',
    'index.md',
    'README.md',
    'E13/spec.md.bak',
    'myspec.md',
    '.spec.md',
    'E13/spec.md/notes.md',
    'spec.mdx',
    'SPEC.md',
    'E01.SPEC.MD',
    '',
  ])('%s is none', (path) => expect(eftFormat.matches(path)).toBe(false));
});

describe('IDs from paths', () => {
  test.each([
    ['E01-F02-T03.spec.md', 'E01-F02-T03'],
    ['E13/F03/spec.md', 'E13-F03'],
    ['backend/E13/F03/spec.md', 'E13-F03'],
    ['E13/E13-F03/spec.md', 'E13-F03'],
    ['E13/E13/spec.md', 'E13'],
    ['E13/E13-F03/E13-F03-T01/spec.md', 'E13-F03-T01'],
    ['E13-F03/T01/spec.md', 'E13-F03-T01'],
    ['E1/F2/T3/S4/spec.md', 'E1-F2-T3-S4'],
    ['EPIC100/FEATURE2/spec.md', 'EPIC100-FEATURE2'],
    ['E13/F03/E13-F03.spec.md', 'E13-F03'],
    ['moved/elsewhere/E13-F03.spec.md', 'E13-F03'],
    ['E01/F01/E02-F09.spec.md', 'E02-F09'],
    ['E01/F02/login.spec.md', 'E01-F02'],
    ['E01/docs/F02/spec.md', 'F02'],
  ])('%s gives %s', (path, id) => expect(idFromPath(path)).toBe(id));

  test.each([
    'spec.md',
    'login.spec.md',
    'E01/docs/spec.md',
    'docs/spec.md',
    'E01.F02/spec.md',
    'E/F/spec.md',
  ])('%s gives none', (path) => expect(idFromPath(path)).toBeUndefined());
});

describe('where an ID comes from', () => {
  test('the path claims it before any declaration', () => {
    const { spec, claim } = parsed(text('---', 'id: E09', '---', '# A'), 'E01/F02/spec.md');
    expect([spec.id, claim, spec.parentId]).toEqual(['E01-F02', 'path', 'E01']);
  });

  test('a declared hierarchical ID serves where the path gives none', () => {
    const { spec, claim } = parsed(text('---', 'id: E09-F01', '---', '# A'), 'docs/login.spec.md');
    expect([spec.id, claim, spec.parentId, spec.problems]).toEqual(['E09-F01', 'declared', 'E09', []]);
  });

  test('the bullet comes before the front matter, and their disagreement is told with its line', () => {
    const file = text('---', 'id: E09', '---', '# A', '', '## Spec Information', '', '- **Spec ID**: E08');
    expect(parsed(file, 'docs/login.spec.md').spec.id).toBe('E08');
    expect(problemsOf(file, 'docs/login.spec.md')).toEqual(['ID_MISMATCH:2']);
    expect(problemsOf(file, 'E09/spec.md')).toEqual(['ID_MISMATCH:8']);
  });

  test('the path stands in where nothing else is there', () => {
    const { spec, claim } = parsed(text('---', 'id: 8232e119', '---', '# A'), 'docs/login.spec.md');
    expect([spec.id, claim, spec.parentId, spec.type]).toEqual([
      'docs/login.spec.md',
      'fallback',
      null,
      'spec',
    ]);
    expect(spec.problems).toEqual([]);
  });

  test.each(['8232e119', 'fed33392', '021bbc7e', '2110', 'a1b2c3d4-0000-4000-8000-000000000000'])(
    'the tag %s is no place in the tree, so it disagrees with none',
    (tag) => {
      const { spec } = parsed(text('---', `id: ${tag}`, '---', '# A'));
      expect([spec.id, spec.metadata.id, spec.problems]).toEqual(['E01-F02', tag, []]);
    },
  );

  test('another place in the tree is a mismatch, on its line', () => {
    const file = text('---', '# a comment', 'title: A', 'id: E01-F03', '---');
    expect(parsed(file).spec.problems).toEqual([
      {
        code: 'ID_MISMATCH',
        message: 'The path gives the ID E01-F02, the file declares E01-F03.',
        path: 'E01/F02/spec.md',
        line: 4,
      },
    ]);
  });

  test('an ID may be dressed up as a link or as code', () => {
    expect(problemsOf(text('# A', '## Metadata', '- **ID**: `E01-F02`'))).toEqual([]);
    expect(problemsOf(text('# A', '## Metadata', '- **ID**: [E01-F09](x.md)'))).toEqual(['ID_MISMATCH:3']);
  });
});

describe('declared parents', () => {
  test.each(['E01', "'E01'", '', "''", '~', 'null', 'None', '-', 'N/A', '[E01](../spec.md)', '"[[E01]]"'])(
    '%s agrees with the ID',
    (parent) => {
      expect(problemsOf(text('# A', '## Metadata', `- Parent: ${parent}`))).toEqual([]);
    },
  );

  test('another parent is a mismatch, on its line', () => {
    const file = text('---', 'title: A', 'parent: E02', '---');
    expect(parsed(file).spec.problems).toMatchObject([{ code: 'PARENT_MISMATCH', line: 3 }]);
    expect(parsed(file).spec.parentId).toBe('E01');
  });

  test('a root that declares a parent is a mismatch', () => {
    expect(problemsOf(text('---', 'title: A', 'parent: E02', '---'), 'E01.spec.md')).toEqual([
      'PARENT_MISMATCH:3',
    ]);
  });
});
