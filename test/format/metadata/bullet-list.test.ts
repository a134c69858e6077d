import { describe, expect, test } from 'vitest';
import { parsed, problemsOf, text } from '../support.ts';

const metadataOf = (...lines: string[]) => parsed(text('# A', '', '## Metadata', '', ...lines)).spec.metadata;

describe('a list of bullets', () => {
  test('is read below `## Spec Information`, and the body begins behind it', () => {
    const { spec, lines } = parsed(
      text(
        '# E01-F02: Docks',
        '',
        '## Spec Information',
        '',
        '- **Spec ID**: E01-F02',
        '- **Priority**: Critical (Foundation)',
        '- **Dependencies**: E01-F01, E02',
        '',
        '## Description',
        '- **Status**: no metadata',
      ),
    );
    expect(spec.metadata).toEqual({
      'Spec ID': 'E01-F02',
      Priority: 'Critical (Foundation)',
      Dependencies: 'E01-F01, E02',
    });
    expect(spec).toMatchObject({ priority: 'CRITICAL', dependencyIds: ['E01-F01', 'E02'], status: null });
    expect(spec.body).toBe('\n## Description\n- **Status**: no metadata\n');
    expect(Object.fromEntries(lines)).toEqual({ id: 5, priority: 6, dependencies: 7 });
    expect(spec.problems).toEqual([]);
  });

  test.each(['- **Priority**: High', '- **Priority:** High', '* Priority: High', '+ **Priority** : High'])(
    'reads %s',
    (line) => expect(metadataOf(line)).toEqual({ Priority: 'High' }),
  );

  test.each(['## spec information', '## Metadata:', '## 📋 Metadata', '## Metadata ##', '  ## Metadata'])(
    'is found below %s',
    (heading) => expect(parsed(text('# A', heading, '- Status: done')).spec.status).toBe('done'),
  );

  test.each(['# Metadata', '### Metadata', '## Metadata of others', '    ## Metadata', '`## Metadata`'])(
    'is not found below %s',
    (heading) => expect(parsed(text('# A', heading, '- Status: done')).spec.metadata).toEqual({}),
  );

  test('is not found below a heading in code or in a comment', () => {
    expect(parsed(text('# A', '```', '## Metadata', '- Status: done', '```')).spec.metadata).toEqual({});
    expect(parsed(text('# A', '<!--', '## Metadata', '- Status: done', '-->')).spec.metadata).toEqual({});
  });

  test('takes bullets below a key as its list, and lines below it as its text', () => {
    expect(metadataOf('- **Dependencies**:', '  - E01', '  - E02', '- **Status**: draft')).toEqual({
      Dependencies: ['E01', 'E02'],
      Status: 'draft',
    });
    expect(metadataOf('- **Note**: one', '  two', '- **Tags**:', '  - a', '    b')).toEqual({
      Note: 'one two',
      Tags: ['a b'],
    });
  });

  test('takes nothing after a key as null', () =>
    expect(metadataOf('- **Updated**:')).toEqual({ Updated: null }));

  test('may hold blank lines and stand below a sentence', () => {
    expect(metadataOf('What there is to know:', '', '- **A**: 1', '', '- **B**: 2')).toEqual({
      A: '1',
      B: '2',
    });
  });

  test('passes over bullets that are no pairs', () => {
    expect(metadataOf('- **A**: 1', '- https://a.example', '- [x](y): z', '- text', '- `a: b`')).toEqual({
      A: '1',
    });
  });

  test('ends at the first line that is no bullet', () => {
    const { spec } = parsed(text('# A', '## Metadata', '- **A**: 1', 'Text.', '- **B**: 2'));
    expect([spec.metadata, spec.body]).toEqual([{ A: '1' }, 'Text.\n- **B**: 2\n']);
  });

  test('counts the first of two', () => {
    const file = text('# A', '## Metadata', '- **Status**: draft', '- **Status**: done');
    expect(parsed(file).spec.status).toBe('draft');
    expect(problemsOf(file)).toEqual(['DUPLICATE_KEY:4']);
  });

  test('leaves the sections above it to the body', () => {
    const { spec } = parsed(text('# A', '## What', '- [x] a', '', '## Metadata', '- Status: done'));
    expect([spec.status, spec.body, spec.checklist.total]).toEqual(['done', '# A\n## What\n- [x] a\n\n', 1]);
  });

  test('may have Windows line endings', () => {
    const { spec } = parsed('# A\r\n## Metadata\r\n- **Status**: done\r\n\r\nText.\r\n');
    expect([spec.metadata, spec.body]).toEqual([{ Status: 'done' }, '\r\nText.\r\n']);
  });
});
