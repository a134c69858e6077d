import { describe, expect, test } from 'vitest';
import { eftFormat } from '../../../src/format/eft.ts';
import { fileOf, parsed, problemsOf, text } from '../support.ts';

const isUnfinished = (file: string) => eftFormat.looksUnfinished(fileOf(file).bytes);

describe('a fenced block of YAML', () => {
  test.each([
    ['```yaml', '```'],
    ['```yml', '`````'],
    ['~~~YAML title="x"', '~~~'],
    ['``` yaml', '``` '],
  ])('is read between %s and %s, and the body begins behind it', (opening, closing) => {
    const { spec, lines } = parsed(
      text('# A', '', '## Metadata', '', opening, 'status: done', 'tags: [a]', closing, 'Text.'),
    );
    expect(spec.metadata).toEqual({ status: 'done', tags: ['a'] });
    expect(spec.body).toBe('Text.\n');
    expect(lines.get('tags')).toBe(7);
    expect(spec.problems).toEqual([]);
  });

  test.each([
    ['another language', '```json'],
    ['a longer word', '```yamlish'],
  ])('is none in %s', (_name, opening) => {
    expect(parsed(text('# A', '## Metadata', opening, 'status: done', '```')).spec.metadata).toEqual({});
  });

  test('is none below another heading', () => {
    expect(parsed(text('# A', '## Example', '```yaml', 'status: done', '```')).spec.metadata).toEqual({});
  });

  test('with a fault has it on its line in the file', () => {
    const file = text('# A', '## Metadata', '```yaml', 'status: done', 'title: Docks: the plan', '```');
    expect(problemsOf(file)).toEqual(['MALFORMED_METADATA:5']);
    expect(parsed(file).spec).toMatchObject({ title: 'Docks: the plan', status: 'done' });
  });

  test('ends where the text begins when it is not closed', () => {
    const file = text('# A', '## Metadata', '```yaml', 'status: done', '', '## What', '- [x] a');
    expect(problemsOf(file)).toEqual(['MALFORMED_METADATA:3']);
    expect(parsed(file).spec).toMatchObject({ status: 'done', body: '## What\n- [x] a\n' });
    expect(isUnfinished(file)).toBe(true);
    expect(isUnfinished(`${file}\`\`\`\n`)).toBe(false);
    expect(isUnfinished(text('# A', '## Example', '```yaml', 'status: done'))).toBe(false);
  });
});
