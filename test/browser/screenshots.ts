import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { argv, stdout } from 'node:process';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { createServer } from '../../src/create-server.ts';
import { startBrowser } from '../support/browser.ts';
import { authenticateTokens } from '../support/guarded-server.ts';

/**
 * Takes pictures of the dashboard as it is built, for people to look at: `npm run build && npm run screenshots`. They go
 * to `coverage/screenshots`, and the README's to `examples`. A folder of specs may be named; a copy of it is served.
 */
const ROOT = new URL('../../', import.meta.url);
const SPECS = argv[2] ?? fileURLToPath(new URL('examples/specs', ROOT));
const PICTURES = fileURLToPath(new URL('coverage/screenshots', ROOT));
/** The one that the README shows, and where. */
const README_PICTURE = { from: 'list-light.png', to: fileURLToPath(new URL('examples/dashboard.png', ROOT)) };

/** Long enough for what moves to have got where it goes, in milliseconds. */
const SETTLED_MS = 500;

const SCREENS = [
  { name: 'light', colorScheme: 'light', viewport: { width: 1440, height: 900 } },
  { name: 'dark', colorScheme: 'dark', viewport: { width: 1440, height: 900 } },
  { name: 'laptop', colorScheme: 'light', viewport: { width: 1180, height: 760 } },
  { name: 'phone', colorScheme: 'light', viewport: { width: 390, height: 844 } },
  { name: 'phone-dark', colorScheme: 'dark', viewport: { width: 390, height: 844 } },
] as const;

/** Pictures of what the dashboard shows of a folder, each with what has to be done to get there. */
const VIEWS: Readonly<Record<string, (page: Page, base: string, folder: string) => Promise<void>>> = {
  list: async (page, base, folder) => {
    await page.goto(base);
    await page.waitForSelector('.spec-row[data-spec]');
    await touch(folder, 'E01/E01.spec.md', 'status: in-progress', 'status: review');
    await page.waitForSelector('.row-change');
    await touch(folder, 'E02/F01/spec.md', 'In Progress', 'Done');
    await page.waitForSelector('[data-spec="E02-F01"] .row-change, [data-spec="E02"] .row-change');
  },
  activity: async (page, base, folder) => {
    await page.goto(base);
    await page.waitForSelector('.spec-row[data-spec]');
    const epics = ['E03/F01', 'E03/F02', 'E03/F03', 'E05/F01', 'E05/F02', 'E09/F05', 'E09/F06'];
    await Promise.all(epics.map((epic) => touch(folder, `${epic}/spec.md`, '\n', '\n\n')));
    await page.waitForSelector('.row-change');
    const tab = page.locator('.panes button:has-text("Activity")');
    if (await tab.isVisible()) await tab.click();
    await page.click('.feed-group summary');
  },
  filter: async (page, base) => {
    await page.goto(`${base}?status=draft,review&priority=high`);
    await page.waitForSelector('.spec-row[data-spec]');
    const tab = page.locator('.panes button:has-text("Filter")');
    if (await tab.isVisible()) await tab.click();
  },
  empty: async (page, base) => {
    await page.goto(`${base}?q=nothing+like+it`);
    await page.waitForSelector('.empty');
  },
  spec: async (page, base, folder) => {
    await page.goto(`${base}specs/E01-F02`);
    await page.waitForSelector('.spec-page');
    await touch(folder, 'E01/F02/E01-F02.spec.md', '- [ ] Typing', '- [x] Typing');
    await page.waitForSelector('.spec-news-words');
  },
  problems: async (page, base) => {
    await page.goto(`${base}specs/E09-F04`);
    await page.waitForSelector('.problems');
  },
  operator: async (page, base) => {
    await page.goto(`${base}operator`);
    await page.locator('.sparkline-line[d*="L"]').first().waitFor({ state: 'attached' });
  },
  connection: async (page, base) => {
    await page.goto(base);
    await page.waitForSelector('.badge-good');
    await page.click('.badge');
  },
};

for (const { name, ...options } of SCREENS) {
  const folder = await mkdtemp(join(tmpdir(), 'specwire-pictures-'));
  await cp(SPECS, folder, { recursive: true });
  await mkdir(PICTURES, { recursive: true });
  await using server = await createServer({ folder, port: 0 });
  await using guarded = await createServer({ folder, port: 0, authenticate: authenticateTokens() });
  await using browser = await startBrowser(options);
  const base = new URL('/', server.url).href;
  const { page } = await browser.open(base);
  const take = async (view: string) => {
    await page.waitForTimeout(SETTLED_MS);
    await page.screenshot({ path: join(PICTURES, `${view}-${name}.png`) });
  };
  for (const [view, show] of Object.entries(VIEWS)) {
    await show(page, base, folder);
    await take(view);
  }
  await page.goto(new URL('/', guarded.url).href);
  await page.fill('input[name=token]', 'mistyped');
  await page.keyboard.press('Enter');
  await page.waitForSelector('.field-wrong');
  await take('sign-in');
  await page.goto(base);
  await page.waitForSelector('.badge-good');
  await server[Symbol.asyncDispose]();
  await page.waitForSelector('.badge-bad', { timeout: 60_000 });
  await page.click('.badge');
  await take('offline');
  await rm(folder, { recursive: true, force: true });
  stdout.write(`${name}: ${Object.keys(VIEWS).length + 2} pictures in coverage/screenshots\n`);
}
await cp(join(PICTURES, README_PICTURE.from), README_PICTURE.to);

async function touch(folder: string, path: string, from: string, to: string): Promise<void> {
  const file = join(folder, path);
  await writeFile(file, (await readFile(file, 'utf8')).replace(from, to));
}
