import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parsed } from '../support.ts';

type Record = readonly (readonly [key: string, value: string])[];

/** One record of metadata in each of the forms. */
const FORMS: { readonly [name: string]: (record: Record) => string[] } = {
  'front matter at the top': (record) => ['---', ...yaml(record), '---'],
  'front matter after the heading': (record) => ['# Docks', '', '---', ...yaml(record), '---'],
  'bullets with the colon outside': (record) => [
    '# Docks',
    '',
    '## Spec Information',
    '',
    ...record.map(([key, value]) => `- **${key}**: ${value}`),
  ],
  'bullets with the colon inside': (record) => [
    '# Docks',
    '## Metadata',
    ...record.map(([key, value]) => `* **${key}:** ${value}`),
  ],
  'plain bullets': (record) => [
    '# Docks',
    '## Metadata',
    ...record.map(([key, value]) => `- ${key}: ${value}`),
  ],
  'fenced YAML': (record) => ['# Docks', '', '## Metadata', '', '```yaml', ...yaml(record), '```'],
  'a table': (record) => [
    '# Docks',
    '',
    '| Field | Value |',
    '| --- | --- |',
    ...record.map(([key, value]) => `| ${key} | ${value.replaceAll('|', '\\|')} |`),
  ],
};

function yaml(record: Record): string[] {
  return record.map(([key, value]) => `${key}: ${JSON.stringify(value)}`);
}

const KEYS = [
  'Spec ID',
  'Title',
  'Status',
  'Priority',
  'Type',
  'Dependencies',
  'Tags',
  'Created',
  'Owner',
  'Due Date',
];
const word = fc.oneof(
  fc.constantFrom(
    'In Progress',
    'Critical (Foundation)',
    'P2',
    'E01, E02-F03',
    '8232e119',
    '021bbc7e',
    '2110',
  ),
  fc.constantFrom(
    '2025-09-05',
    'yes',
    'a | b',
    'None',
    'Ünïcode 🚲',
    '1e3',
    'a/b',
    'x (y)',
    'null',
    'no: colon',
  ),
  fc.stringMatching(/^[A-Za-z0-9]([A-Za-z0-9 .,/()-]{0,20}[A-Za-z0-9])?$/),
);
const record: fc.Arbitrary<Record> = fc
  .uniqueArray(fc.tuple(fc.constantFrom(...KEYS), word), { minLength: 1, selector: ([key]) => key })
  .map((entries) => entries);

test('one record is read the same in every form, and the body behind it', () => {
  fc.assert(
    fc.property(record, fc.constantFrom('\n', '\r\n'), (entries, end) => {
      const body = ['', '## What', '', '- [x] a', ''].join(end);
      const found = Object.entries(FORMS).map(([name, write]) => {
        const { spec, claim, declaredChildren } = parsed([...write(entries), body].join(end));
        const { problems, title: _title, ...rest } = spec;
        const codes = problems.map(({ code }) => code).filter((code) => code !== 'MISSING_TITLE');
        return { name, spec: rest, codes, claim, declaredChildren };
      });
      for (const { name: _name, ...result } of found) {
        const { name: _first, ...expected } = found[0]!;
        expect(result).toEqual(expected);
      }
      expect(found[0]!.spec.metadata).toEqual(Object.fromEntries(entries));
      expect(found[0]!.spec.body).toBe(body);
      expect(found[0]!.spec.checklist).toEqual({ total: 1, done: 1 });
    }),
    { numRuns: 300 },
  );
});

test.each(Object.keys(FORMS))('the line of each field is known in %s', (name) => {
  const entries: Record = [
    ['Status', 'draft'],
    ['Spec ID', 'E09'],
    ['Due Date', 'soon'],
  ];
  const lines = FORMS[name]!(entries);
  const at = (key: string) => lines.findIndex((line) => line.includes(key)) + 1;
  const result = parsed(lines.join('\n'));
  expect(Object.fromEntries(result.lines)).toEqual({
    status: at('Status'),
    id: at('Spec ID'),
    'Due Date': at('Due Date'),
  });
  expect(result.spec.problems).toContainEqual(
    expect.objectContaining({ code: 'ID_MISMATCH', line: at('Spec ID') }),
  );
});
