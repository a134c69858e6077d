import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { parse, validate } from 'graphql';
import { describe, expect, test } from 'vitest';
import { SETTINGS } from '../src/config.ts';
import { TAIL_FLAGS } from '../src/cli/tail-options.ts';
import { schema } from '../src/schema/index.ts';
import manifest from '../package.json' with { type: 'json' };

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const run = promisify(execFile);

/** Where the package's own entries come from, in a clone that need not have been built. */
const SOURCES = Object.fromEntries(
  Object.entries(manifest.exports).map(([subpath, target]) => {
    const built = typeof target === 'string' ? target : target.default;
    const source = built.replace('./dist/', './src/').replace(/\.js$/, '.ts');
    return [subpath.replace('.', manifest.name), [join(ROOT, source)]];
  }),
);

/** The fenced blocks of a language in a Markdown file of the project. */
async function blocksOf(path: string, language: string): Promise<string[]> {
  const text = await readFile(join(ROOT, path), 'utf8');
  return [...text.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].flatMap(([, name, block]) =>
    name === language && block ? [block] : [],
  );
}

describe('the README', () => {
  test('shows operations that fit the schema', async () => {
    const recipes = await blocksOf('README.md', 'ts');
    const embedded = recipes.flatMap((recipe) =>
      [...recipe.matchAll(/GraphQL \*\/ `([^`]*)`/g)].map(([, text]) => text!),
    );
    const documents = [...(await blocksOf('README.md', 'graphql')), ...embedded];
    expect(documents.length).toBeGreaterThanOrEqual(2);
    for (const document of documents) expect(validate(schema, parse(document))).toEqual([]);
  });

  test('has recipes that compile', async () => {
    const recipes = await blocksOf('README.md', 'ts');
    expect(recipes.length).toBeGreaterThan(0);
    const folder = await mkdtemp(join(ROOT, 'test', 'readme-'));
    try {
      for (const [at, recipe] of recipes.entries()) await writeFile(join(folder, `recipe-${at}.ts`), recipe);
      const config = {
        extends: '../../tsconfig.json',
        compilerOptions: { paths: SOURCES },
        include: ['*.ts'],
      };
      await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(config));
      const faults = await run(join(ROOT, 'node_modules/.bin/tsc'), ['-p', folder]).then(
        () => '',
        (error: { stdout: string; message: string }) => `${error.stdout}${error.message}`,
      );
      expect(faults).toBe('');
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  test('names every command, and settings that exist', async () => {
    const text = await readFile(join(ROOT, 'README.md'), 'utf8');
    for (const command of ['serve', 'tail', 'check', 'schema']) expect(text).toContain(`specwire ${command}`);
    const known = new Set<string>(Object.values(SETTINGS).flatMap(({ env }) => env));
    for (const flag of Object.values(TAIL_FLAGS)) if ('env' in flag) known.add(flag.env);
    const named = [...text.matchAll(/`(SPECWIRE_\w+)`/g)].map(([, name]) => name!);
    expect(named.filter((name) => !known.has(name))).toEqual([]);
  });
});

test('runs on a Node that the package supports, which the machine need not have', () => {
  const supported = manifest.engines.node.split(' || ');
  expect(supported).toEqual(['^22.22.0', '^24.11.0', '>=26']);
  const [major, minor] = process.versions.node.split('.').map(Number) as [number, number];
  const fits = (major === 22 && minor >= 22) || (major === 24 && minor >= 11) || major >= 26;
  expect(fits, `Node ${process.version}`).toBe(true);
});
