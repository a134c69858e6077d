import { readFile } from 'node:fs/promises';
import { parse, validate } from 'graphql';
import { expect, test } from 'vitest';
import apolloDashboard from '../../examples/apollo-dashboard/package.json' with { type: 'json' };
import codegen from '../../examples/codegen/package.json' with { type: 'json' };
import urqlDashboard from '../../examples/urql-dashboard/package.json' with { type: 'json' };
import manifest from '../../package.json' with { type: 'json' };
import { schema } from '../../src/schema/index.ts';

test.each([codegen, apolloDashboard, urqlDashboard])(
  '$name asks for the versions it is tried with',
  (example) => {
    const asked: Record<string, string> = { ...example.dependencies, ...example.devDependencies };
    const tried: Record<string, string> = {
      ...manifest.dependencies,
      ...manifest.devDependencies,
      specwire: manifest.version,
    };
    for (const [name, version] of Object.entries(asked)) expect([name, version]).toEqual([name, tried[name]]);
  },
);

test('the codegen example follows with an operation that fits the schema', async () => {
  const file = new URL('../../examples/codegen/src/spec-changed.graphql', import.meta.url);
  expect(validate(schema, parse(await readFile(file, 'utf8')))).toEqual([]);
});

const read = (starter: string, file: string) =>
  readFile(new URL(`../../examples/${starter}/${file}`, import.meta.url), 'utf8');

/** What has nothing to do with the library, and stands in each starter because it is copied alone. */
const SHARED = [
  '.gitignore',
  'codegen.ts',
  'index.html',
  'tsconfig.json',
  'vite.config.ts',
  'src/app.tsx',
  'src/connection-badge.tsx',
  'src/filter-bar.tsx',
  'src/fold.ts',
  'src/notice.tsx',
  'src/spec-table.tsx',
  'src/styles.css',
  'src/use-connection.ts',
];

test.each(SHARED)('the starters have the same %s', async (file) => {
  expect(await read('urql-dashboard', file)).toBe(await read('apollo-dashboard', file));
});
