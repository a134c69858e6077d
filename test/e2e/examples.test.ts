import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { eftFormat } from '../../src/format/eft.ts';
import { readFolder } from '../../src/source/read-folder.ts';
import { SpecIndex } from '../../src/spec/spec-index.ts';

const FOLDER = fileURLToPath(new URL('../../examples/specs', import.meta.url));

async function readExamples(): Promise<SpecIndex> {
  const index = new SpecIndex();
  index.apply(await readFolder({ folder: FOLDER, format: eftFormat }));
  return index;
}

test('the example tree is three levels deep', async () => {
  const { specs } = await readExamples();
  const types = [...specs.values()].map(({ type }) => type);
  const count = (wanted: string) => types.filter((type) => type === wanted).length;
  expect([specs.size, count('epic'), count('feature'), count('task')]).toEqual([38, 6, 20, 12]);
});

test.each([
  ['front matter at the top', 'E01', 'in-progress', 'CRITICAL'],
  ['front matter after the heading', 'E03', 'review', 'HIGH'],
  ['a list below Spec Information', 'E02', 'in-progress', 'CRITICAL'],
  ['a list below Metadata', 'E02-F02', 'review', 'HIGH'],
  ['a fenced block', 'E04', 'in-progress', 'HIGH'],
  ['a table', 'E05-F02', 'draft', 'HIGH'],
  ['nothing at all', 'E01-F03', null, null],
])('it has metadata in %s', async (_form, id, status, priority) => {
  const { specs } = await readExamples();
  expect(specs.get(id)).toMatchObject({ status, priority });
});

test('its faults are those that it announces, and all stand in one epic', async () => {
  const index = await readExamples();
  const problems = [...index.looseProblems, ...[...index.specs.values()].flatMap((spec) => spec.problems)];
  expect(problems.filter(({ path }) => !path.startsWith('E09/'))).toEqual([]);
  const codes = problems.map(({ code, path }) => `${path.slice('E09/'.length)} ${code}`);
  expect(new Set(codes)).toEqual(
    new Set([
      'F01/spec.md MALFORMED_METADATA',
      'F02/spec.md MALFORMED_METADATA',
      'F03/spec.md DUPLICATE_KEY',
      'F04/spec.md INVALID_VALUE',
      'F05/spec.md MISSING_TITLE',
      'F06/spec.md ID_MISMATCH',
      'F06/spec.md PARENT_MISMATCH',
      'F07/spec.md UNKNOWN_DEPENDENCY',
      'F08/spec.md CHILDREN_MISMATCH',
      'F10/T01/spec.md UNKNOWN_PARENT',
      'F11/spec.md EMPTY_FILE',
      'F12/spec.md NOT_TEXT',
      'F13/spec.md LINK_OUTSIDE_FOLDER',
      'copy/E09-F08.spec.md DUPLICATE_ID',
    ]),
  );
  const announced = index.specs.get('E09')!.body;
  for (const { code } of problems) expect(announced).toContain(code);
});
