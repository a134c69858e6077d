// Prints how heavy and how quick the dashboard is, as it is built: `npm run build && npm run measure:dashboard`.
import { setTimeout as pause } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { startBrowser } from '../support/browser.ts';
import { rowOf } from '../support/dashboard.ts';
import { manySpecs, manySpecText } from '../support/many-specs.ts';
import { serveFolder } from '../support/served-process.ts';
import { createSpecTree, type SpecTree } from '../support/spec-tree.ts';
import { measureFirstLoad, savedToScreenMs, scrollThrough } from './measures.ts';

const LOADS = 7;
const SAVES = 20;
/** Nobody saves more often than this; it is no part of what is measured. In milliseconds. */
const BETWEEN_SAVES_MS = 400;
/** The first and the last of the lines. */
const FIRST = 'E01';
const LAST = 'E50-F11-T08';

const all = manySpecs();
const few = Object.fromEntries(Object.entries(all).filter(([path]) => /^E0[1-3]\//.test(path)));
const line = (what: string, found: string, aim = '') =>
  process.stdout.write(`| ${what} | ${found} | ${aim} |\n`);

line('what', 'found', 'aim');
line('---', '---', '---');
await measure(few);
await measure(all);

async function measure(files: Readonly<Record<string, string>>): Promise<void> {
  await using tree = await createSpecTree(files);
  await using server = await serveFolder(tree.folder);
  const url = new URL('/', server.url).href;
  const name = `${Object.keys(files).length.toLocaleString('en')} specs`;

  const loads = [];
  for (let at = 0; at < LOADS; at += 1) loads.push(await measureFirstLoad(url));
  const { bytes, requests, elsewhere, snapshotBytes } = loads[0]!;
  line(`${name}: first load, compressed`, kilobytes(bytes), 'at most 200 kB');
  line(`${name}: requests, of which elsewhere`, `${requests}, ${elsewhere}`, 'none elsewhere');
  line(`${name}: the specs themselves, over the WebSocket`, kilobytes(snapshotBytes));
  line(
    `${name}: until the first lines show, ${LOADS} loads`,
    spread(loads.map(({ usableMs }) => usableMs)),
    'within 1,000 ms',
  );

  await using browser = await startBrowser({ viewport: { width: 1440, height: 900 } });
  const { page } = await browser.open(url);
  await page.waitForSelector(rowOf(FIRST));
  line(
    `${name}: from save to screen, ${SAVES} saves`,
    spread(await saves(page, tree, FIRST)),
    'median below 150 ms',
  );
  if (files !== all) return;

  await page.click('button:has-text("Expand all")');
  await page.waitForSelector(`[role=treegrid][aria-rowcount="${Object.keys(files).length + 1}"]`);
  const { frames, slow, workMs } = await scrollThrough(page);
  line(`${name}: frames of a scroll to the end, of which over 50 ms`, `${frames}, ${slow}`, 'none');
  line(`${name}: work of the page for each of these`, `${workMs.toFixed(1)} ms`, 'within 16.7 ms');
  await page.waitForSelector(rowOf(LAST));
  line(
    `${name}: from save to screen, all lines open, ${SAVES} saves`,
    spread(await saves(page, tree, LAST)),
    'median below 150 ms',
  );
}

/** How long each of some saves of a spec, whose line is in sight, took to show, in milliseconds. */
async function saves(page: Page, tree: SpecTree, id: string): Promise<readonly number[]> {
  const times: number[] = [];
  for (let at = 0; at < SAVES; at += 1) {
    await pause(BETWEEN_SAVES_MS);
    const status = `state-${at % 2}`;
    const path = `${id.replaceAll('-', '/')}/spec.md`;
    times.push(await savedToScreenMs(page, id, status, () => tree.write(path, manySpecText(id, status))));
  }
  return times;
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1_000).toFixed(0)} kB`;
}

function spread(times: readonly number[]): string {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.floor((sorted.length - 1) * share)]!.toFixed(0);
  return `median ${at(0.5)} ms, longest ${at(1)} ms`;
}
