import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { lacksBrowser, shareBrowser } from '../support/browser.ts';
import { rowOf, serveDashboard } from '../support/dashboard.ts';
import { specText } from '../support/spec-tree.ts';

const BODY = '- [x] one\n- [ ] two';
const textOf = (path: string, status: string, priority: string, body = BODY) =>
  specText({ title: `About ${path}`, status, priority }, body);
const FILES = {
  'E1/spec.md': textOf('E1', 'draft', 'low'),
  'E1/F1/spec.md': textOf('E1-F1', 'draft', 'low'),
  'E1/F2/spec.md': textOf('E1-F2', 'draft', 'low'),
  'E2/spec.md': textOf('E2', 'in-progress', 'critical'),
};
const TICKED = BODY.replace('[ ]', '[x]');

const SIZES = [
  ['wide', { width: 1440, height: 900 }],
  ['narrow', { width: 390, height: 844 }],
] as const;

/** What is no jump, in Chromium's measure of layout shifts: a word that becomes longer may move the one beside it. */
const SHIFT = 0.005;

/** Begins to note how far things jump without anybody having done anything, as Chromium measures it for all pages. */
async function watchShifts(page: Page): Promise<() => Promise<number>> {
  await page.evaluate(() => {
    let sum = 0;
    const add = (entries: PerformanceEntryList) => {
      for (const entry of entries) sum += (entry as PerformanceEntry & { value: number }).value;
    };
    const observer = new PerformanceObserver((list) => add(list.getEntries()));
    observer.observe({ type: 'layout-shift', buffered: false });
    Object.assign(globalThis, {
      takeShifts() {
        add(observer.takeRecords());
        return sum;
      },
    });
  });
  return () =>
    page.evaluate(
      () =>
        new Promise<number>((resolve) => {
          const { takeShifts } = globalThis as unknown as { takeShifts: () => number };
          // A shift is told of with the frame after it.
          requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => resolve(takeShifts()))));
        }),
    );
}

/** Where these are, and how large. */
const boxesOf = (page: Page, selector: string) =>
  page.locator(selector).evaluateAll((elements) =>
    elements.map((element) => {
      const { x, y, width, height } = element.getBoundingClientRect();
      return [element.className, x, y, width, height];
    }),
  );

describe.skipIf(lacksBrowser)('what changes moves nothing beside it', { timeout: 60_000 }, () => {
  const browser = shareBrowser();

  test.each(SIZES)('in the list, on a %s screen', async (_name, viewport) => {
    await using world = await serveDashboard(FILES);
    await using view = await browser().open(world.at(), (page) => page.setViewportSize(viewport));
    const { page } = view;
    await page.waitForSelector('.badge:has-text("Live")');
    await page.waitForSelector(rowOf('E1-F1'));
    const around = '.top-bar > *, .list-head > *, .spec-row, .spec-row > [role]:not(.cell-change), .facet';
    const before = await boxesOf(page, around);
    const shifts = await watchShifts(page);
    for (const id of ['E1-F1', 'E1-F2']) {
      const path = `${id.replace('-', '/')}/spec.md`;
      await world.server.tree.write(path, textOf(id, 'in-progress', 'critical', TICKED));
      await page.waitForSelector(`${rowOf(id)} .row-change:has-text("draft → in-progress")`);
      expect(await boxesOf(page, around)).toEqual(before);
    }
    expect(await shifts()).toBeLessThan(SHIFT);
  });

  test.each(SIZES)('on a spec’s page, on a %s screen', async (_name, viewport) => {
    await using world = await serveDashboard(FILES);
    await using view = await browser().open(world.at('/specs/E1'), (page) => page.setViewportSize(viewport));
    const { page } = view;
    await page.waitForSelector('.badge:has-text("Live")');
    await page.waitForSelector('.spec-body li');
    const around = '.top-bar > *, .spec-head, .spec-head > *, .spec-body, .spec-body li';
    const placesOf = async () =>
      (await boxesOf(page, around)).map(([name, x, y]) => [String(name).replace(' is-changed', ''), x, y]);
    const before = await placesOf();
    const shifts = await watchShifts(page);
    await world.server.tree.write('E1/spec.md', textOf('E1', 'in-progress', 'critical', TICKED));
    await page.waitForSelector('.spec-news:has-text("draft → in-progress")');
    await page.waitForSelector('.spec-body .is-changed');
    expect(await placesOf()).toEqual(before);
    expect(await shifts()).toBeLessThan(SHIFT);
  });

  test('while the page loads, between its outline and its lines', async () => {
    await using world = await serveDashboard(FILES);
    await using view = await browser().open(world.at(), (page) =>
      page.addInitScript(() => {
        let sum = 0;
        new PerformanceObserver((list) => {
          for (const entry of list.getEntries()) sum += (entry as PerformanceEntry & { value: number }).value;
          Object.assign(globalThis, { shifted: sum });
        }).observe({ type: 'layout-shift', buffered: true });
      }),
    );
    await view.page.waitForSelector(rowOf('E2'));
    const shifted = await view.page.evaluate(() => (globalThis as { shifted?: number }).shifted ?? 0);
    expect(shifted).toBeLessThan(0.1);
  });
});
