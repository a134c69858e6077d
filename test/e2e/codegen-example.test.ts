import { readFile } from 'node:fs/promises';
import { parse, validate } from 'graphql';
import { expect, test } from 'vitest';
import example from '../../examples/codegen/package.json' with { type: 'json' };
import manifest from '../../package.json' with { type: 'json' };
import { schema } from '../../src/schema/index.ts';

test('the codegen example asks for the versions that it is tried with', () => {
  const asked: Record<string, string> = { ...example.dependencies, ...example.devDependencies };
  const tried: Record<string, string> = {
    ...manifest.dependencies,
    ...manifest.devDependencies,
    specwire: manifest.version,
  };
  for (const [name, version] of Object.entries(asked)) expect([name, version]).toEqual([name, tried[name]]);
});

test('the codegen example follows with an operation that fits the schema', async () => {
  const file = new URL('../../examples/codegen/src/spec-changed.graphql', import.meta.url);
  expect(validate(schema, parse(await readFile(file, 'utf8')))).toEqual([]);
});
