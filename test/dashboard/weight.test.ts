import { readdir, readFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { builtDashboard } from '../support/dashboard.ts';

/** Of all that is loaded before the list shows, compressed, in bytes. */
const MAX_FIRST_LOAD = 200_000;

test('the first load is light, the other views load when they are looked at, and nothing is inline', async () => {
  const folder = await builtDashboard();
  const html = await readFile(new URL('index.html', folder), 'utf8');
  const first = [...html.matchAll(/(?:src|href)="\/(assets\/[^"]+)"/g)].map(([, path]) => path!);
  expect(first.length).toBeGreaterThanOrEqual(4);
  const sizes = await Promise.all(
    first.map(async (path) => gzipSync(await readFile(new URL(path, folder))).length),
  );
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(MAX_FIRST_LOAD);

  const assets = await readdir(new URL('assets/', folder));
  const later = assets.filter((name) => !first.includes(`assets/${name}`));
  expect(later.filter((name) => /^(?:spec-page|operator-view)-.*\.js$/.test(name))).toHaveLength(2);
  expect(html).not.toMatch(/<style|<script>|<script [^>]*>[^<]| style=| on\w+=/);
});
