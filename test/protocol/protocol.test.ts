import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { LIMITS } from '../../src/limits.ts';
import { ENDINGS } from '../../src/protocol/endings.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const PROTOCOL = await readFile(join(ROOT, 'schema/PROTOCOL.md'), 'utf8');

/** The rows of the tables whose first column has this head, cell by cell. */
function rowsOf(head: string): string[][] {
  const rows: string[][] = [];
  let isInside = false;
  for (const line of PROTOCOL.split('\n')) {
    const cells = line.startsWith('|') ? line.split('|').slice(1, -1) : [];
    const [first = '', ...others] = cells.map((cell) => cell.trim());
    if (cells.length === 0) isInside = false;
    else if (first === head) isInside = true;
    else if (isInside && !first.startsWith('-')) rows.push([first, ...others]);
  }
  return rows;
}

/** The text of every module below some folders. */
async function sourcesIn(...folders: string[]): Promise<string> {
  const texts = folders.map(async (folder) => {
    const names = await readdir(join(ROOT, 'src', folder), { recursive: true });
    const modules = names.filter((name) => name.endsWith('.ts'));
    return Promise.all(modules.map((name) => readFile(join(ROOT, 'src', folder, name), 'utf8')));
  });
  return (await Promise.all(texts)).flat().join('\n');
}

function matches(text: string, pattern: RegExp): Set<string> {
  return new Set(Array.from(text.matchAll(pattern), ([, found]) => found!));
}

test('lists every ending of a WebSocket, and says of each whether to come back', () => {
  const told = rowsOf('code')
    .filter(([code]) => /^\d/.test(code!))
    .flatMap(([codes, , again]) =>
      codes!.split(', ').map((code) => [Number(code), again!.startsWith('yes')]),
    );
  const known = Object.values(ENDINGS).map(({ code, reconnect }) => [code, reconnect] as const);
  expect(new Map(told as [number, boolean][])).toEqual(new Map([...known].sort(([a], [b]) => a - b)));
  expect(told.length).toBe(new Set(told.map(([code]) => code)).size);
});

test('clients of graphql-ws come back after those endings of which it says so, and after no other', () => {
  const retried = (code: number): boolean =>
    code >= 4000
      ? ![4400, 4401, 4406, 4409, 4429, 4500, 4004, 4005].includes(code)
      : [1000, 1001, 1005, 1006, 1012, 1013, 1014].includes(code);
  for (const { code, reconnect } of Object.values(ENDINGS))
    expect(reconnect, String(code)).toBe(retried(code));
});

test('lists every code of an error that a client can see, and none that is not there', async () => {
  const sources = await sourcesIn('execution', 'schema', 'transports', 'server');
  const codes = matches(sources, /\bcode: '([A-Z_]+)'/g);
  for (const code of matches(sources, /^ {2}\| '([A-Z_]+)'/gm)) codes.add(code);
  const told = [...rowsOf('code').map(([code]) => code!), ...rowsOf('status').map(([, code]) => code!)];
  const toldCodes = matches(told.join('\n'), /`([A-Z_]+)`/g);
  expect([...toldCodes].sort()).toEqual([...codes].sort());
});

test('lists every status by which something is refused', async () => {
  const statuses = matches(await sourcesIn('transports', 'server'), /\bstatus: ([45]\d\d)\b/g);
  const told = new Set(rowsOf('status').flatMap(([status]) => (/^[45]/.test(status!) ? [status!] : [])));
  for (const status of statuses) expect(told).toContain(status);
});

test('lists every limit with its default, and how it is refused', () => {
  const told = rowsOf('limit').map(([name, value]) => [
    name!.replaceAll('`', ''),
    Number(value!.replaceAll(',', '')),
  ]);
  const known = Object.entries(LIMITS).map(([name, { fallback }]) => [name, fallback]);
  expect(Object.fromEntries(told)).toEqual(Object.fromEntries(known));
  for (const [name, , , beyond] of rowsOf('limit')) expect(beyond, name).not.toBe('');
});
