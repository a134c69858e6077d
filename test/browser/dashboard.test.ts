import { writeFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { lacksBrowser } from '../support/browser.ts';
import { rowOf, startDashboard } from '../support/dashboard.ts';
import { specText } from '../support/spec-tree.ts';

const FILES = {
  'E1/spec.md': specText({ title: 'Lending', status: 'in-progress', priority: 'high' }),
  'E1/F1/spec.md': specText({ title: 'Cards', status: 'draft', tags: '[core]' }, '- [x] one\n- [ ] two'),
  'E1/F2/spec.md': specText({ title: 'Loans', status: 'done', dependencies: 'E1-F1, E7' }),
  'E2/spec.md': specText({ title: 'Kiosk', status: 'draft', priority: 'whenever' }),
};
const CARDS_DONE = specText(
  { title: 'Cards', status: 'in-progress', tags: '[core]' },
  '- [x] one\n- [x] two',
);

const idsShown = (page: Page) =>
  page
    .locator('.spec-row[data-spec]')
    .evaluateAll((rows) => rows.map((row) => row.getAttribute('data-spec')));

describe.skipIf(lacksBrowser)('the dashboard in a browser', { timeout: 60_000 }, () => {
  test('shows the tree with progress and problems, without a request to anywhere else', async () => {
    await using world = await startDashboard(FILES);
    const { page, expectNoFaults } = await world.browser.open(world.at());
    await page.waitForSelector(rowOf('E1-F1'));
    expect(await idsShown(page)).toEqual(['E1', 'E1-F1', 'E1-F2', 'E2']);
    expect(await page.locator(`${rowOf('E1')} [role=progressbar]`).getAttribute('aria-valuenow')).toBe('75');
    expect(await page.locator(`${rowOf('E2')} .problem-mark`).getAttribute('aria-label')).toBe('1 problem');
    expect(await page.locator(rowOf('E1-F1')).getAttribute('aria-level')).toBe('2');
    await page.waitForSelector('.badge:has-text("Live")');
    expect(await page.title()).toBe('4 specs · Specwire');
    expectNoFaults();
  });

  test('a save lights its line up, says from what to what, and moves counts, bars and the feed', async () => {
    await using world = await startDashboard(FILES);
    const { page, expectNoFaults } = await world.browser.open(world.at());
    await page.waitForSelector(rowOf('E1-F1'));
    const before = await page.locator(rowOf('E2')).boundingBox();

    await world.server.tree.write('E1/F1/spec.md', CARDS_DONE);
    const change = page.locator(`${rowOf('E1-F1')} .row-change`);
    await change.waitFor();
    expect(await change.textContent()).toBe('draft → in-progress');
    await page.waitForSelector(`${rowOf('E1-F1')} .row-light`, { state: 'attached' });
    expect(await page.locator(`${rowOf('E1-F1')} .pill`).textContent()).toBe('in-progress');
    expect(await page.locator(`${rowOf('E1')} [role=progressbar]`).getAttribute('aria-valuenow')).toBe('100');
    expect(await page.locator('.facet button:has-text("in-progress") .facet-count').textContent()).toBe('2');
    const feed = page.locator('.feed-entry').first();
    expect(await feed.textContent()).toContain('status draft → in-progress');
    expect(await feed.textContent()).toContain('checklist 1/2 → 2/2');
    expect(await page.locator(rowOf('E2')).boundingBox()).toEqual(before);
    expectNoFaults();
  });

  test('a change below a closed line is told by that line', async () => {
    await using world = await startDashboard(FILES);
    const { page } = await world.browser.open(world.at());
    await page.click(`${rowOf('E1')} button.twist`);
    await page.waitForSelector(rowOf('E1-F1'), { state: 'detached' });
    await world.server.tree.write('E1/F1/spec.md', CARDS_DONE);
    const change = page.locator(`${rowOf('E1')} .row-change`);
    await change.waitFor();
    expect(await change.textContent()).toBe('E1-F1draft → in-progress');
  });

  test('many files at once are one event, and a paused feed stands still and counts', async () => {
    const many = Object.fromEntries(
      Array.from({ length: 60 }, (_, at) => [
        `E3/F${at + 1}/spec.md`,
        specText({ title: 'One', status: 'draft' }),
      ]),
    );
    await using world = await startDashboard({ ...FILES, ...many });
    const { page } = await world.browser.open(world.at());
    await page.waitForSelector(rowOf('E1'));
    const done = specText({ title: 'One', status: 'done' });
    await Promise.all(Object.keys(many).map((path) => writeFile(world.server.tree.at(path), done)));
    await page.waitForSelector('.feed-entry:has-text("60 specs changed")');
    expect(await page.locator('.feed-entry').count()).toBe(1);
    expect(await page.locator('.feed-move').textContent()).toBe('draft → done × 60');

    await page.click('button[aria-label="Pause the feed"]');
    await world.server.tree.write('E1/F1/spec.md', CARDS_DONE);
    await page.waitForSelector('.feed-waiting:has-text("1 new")');
    expect(await page.locator('.feed-entry').count()).toBe(1);
    await page.click('button[aria-label="Resume the feed"]');
    // An entry of its own, unless it came soon enough to be taken for one of them.
    await page.waitForSelector('.feed-entry:has-text("E1-F1"), .feed-entry:has-text("61 specs changed")');
  });

  test('a filter stands in the address, survives a reload and explains that nothing matches', async () => {
    await using world = await startDashboard(FILES);
    const { page } = await world.browser.open(world.at());
    await page.click('.facet button:has-text("draft")');
    await page.keyboard.press('/');
    await page.keyboard.type('cards');
    await page.waitForSelector(rowOf('E2'), { state: 'detached' });
    expect(new URL(page.url()).search).toBe('?q=cards&status=draft');
    expect(await idsShown(page)).toEqual(['E1', 'E1-F1']);

    await page.reload();
    await page.waitForSelector(rowOf('E1-F1'));
    expect(await idsShown(page)).toEqual(['E1', 'E1-F1']);
    expect(await page.inputValue('.search input')).toBe('cards');

    await page.fill('.search input', '');
    await page.click('button:has-text("Clear")');
    await page.click('button:has-text("Collapse all")');
    await page.waitForSelector(rowOf('E1-F1'), { state: 'detached' });
    await page.fill('.search input', 'cards');
    await page.waitForSelector(rowOf('E1-F1'));

    await page.fill('.search input', 'no such thing');
    await page.waitForSelector('.empty:has-text("No spec matches")');
    await page.click('.empty button');
    await page.waitForSelector(rowOf('E2'));
    expect(await idsShown(page)).toEqual(['E1', 'E2']);
    expect(new URL(page.url()).search).toBe('');
    await page.goto(world.at('/?ids=E1-*'));
    await page.waitForSelector(rowOf('E1-F2'));
    expect(await idsShown(page)).toEqual(['E1', 'E1-F1', 'E1-F2']);
  });

  test('a spec has a page of its own, which changes in place while it is open', async () => {
    await using world = await startDashboard(FILES);
    const { page, expectNoFaults } = await world.browser.open(world.at('/specs/E1-F2'));
    await page.waitForSelector('h1:has-text("Loans")');
    const side = page.locator('.spec-side');
    expect(await side.locator('section:has-text("Depends on")').textContent()).toContain('E7not found');
    await side.locator('a:has-text("Cards")').click();
    await page.waitForSelector('h1:has-text("Cards")');
    expect(new URL(page.url()).pathname).toBe('/specs/E1-F1');
    expect(await side.locator('section:has-text("Needed by")').textContent()).toContain('Loans');

    await world.server.tree.write('E1/F1/spec.md', CARDS_DONE);
    await page.waitForSelector('.spec-main .pill:has-text("in-progress")');
    await page.waitForSelector('.spec-news:has-text("status draft → in-progress")');
    await page.waitForSelector('.spec-main:has-text("two")');
    await world.server.tree.remove('E1/F1/spec.md');
    await page.waitForSelector('.spec-deleted');
    await page.goBack();
    await page.waitForSelector('h1:has-text("Loans")');
    await page.goto(world.at('/specs/E77'));
    await page.waitForSelector('.empty:has-text("There is no spec E77")');
    expectNoFaults();
  });

  test('problems of files that give no spec stand above the specs with problems', async () => {
    await using world = await startDashboard({ ...FILES, 'E8/spec.md': '' });
    const { page, expectNoFaults } = await world.browser.open(world.at('/?problems'));
    await page.waitForSelector('text=Only with problems');
    await page.locator('.check input').check();
    await page.waitForSelector('.problems:has-text("1 problem in files that give no spec")');
    expect(await page.textContent('.problems')).toContain('E8/spec.md');
    await world.server.tree.write('E8/spec.md', CARDS_DONE);
    await page.waitForSelector('.problems', { state: 'detached' });
    expectNoFaults();
  });

  test('problems are told with their lines', async () => {
    await using world = await startDashboard(FILES);
    const { page } = await world.browser.open(world.at('/specs/E2'));
    await page.waitForSelector('.problems');
    expect(await page.textContent('.problems')).toContain('E2/spec.md:4');
  });

  test('the keys of a tree go through the list', async () => {
    await using world = await startDashboard(FILES);
    const { page } = await world.browser.open(world.at());
    await page.waitForSelector(rowOf('E1'));
    const active = () => page.locator('[role=treegrid]').getAttribute('aria-activedescendant');
    await page.focus('[role=treegrid]');
    await page.keyboard.press('ArrowDown');
    expect(await active()).toBe('row-E1-F1');
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('ArrowLeft');
    await page.waitForSelector(rowOf('E1-F1'), { state: 'detached' });
    await page.keyboard.press('End');
    expect(await active()).toBe('row-E2');
    await page.keyboard.press('Enter');
    await page.waitForSelector('h1:has-text("Kiosk")');
    await page.click('.crumb-all');
    await page.waitForSelector(rowOf('E1'));
    expect(await idsShown(page)).toEqual(['E1', 'E2']);
    expect(await active()).toBe('row-E2');
  });

  test('an operator sees the server and its connections', async () => {
    await using world = await startDashboard(FILES);
    const { page, expectNoFaults } = await world.browser.open(world.at('/operator'));
    await page.waitForSelector('.connections td:has-text("ServerStatusTicks")');
    expect(await page.textContent('.tile:has-text("Connections")')).toContain('1 WebSocket, 0 SSE');
    await page.locator('.sparkline-line[d*="L"]').first().waitFor({ state: 'attached' });
    expectNoFaults();
  });

  test('the colours are those of the device, until others are chosen, which stay', async () => {
    await using world = await startDashboard(FILES, {}, { colorScheme: 'dark' });
    const { page, expectNoFaults } = await world.browser.open(world.at());
    const ground = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
    expect(await ground()).toBe('rgb(16, 17, 20)');
    await page.click('button[aria-label="Colours: system"]');
    expect(await ground()).toBe('rgb(255, 255, 255)');
    await page.reload();
    await page.waitForSelector('button[aria-label="Colours: light"]');
    expect(await ground()).toBe('rgb(255, 255, 255)');
    expectNoFaults();
  });

  test('on a phone it is one pane at a time, and nothing is wider than the screen', async () => {
    await using world = await startDashboard(FILES, {}, { viewport: { width: 360, height: 740 } });
    const { page } = await world.browser.open(world.at());
    const overflow = () => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    await page.waitForSelector(rowOf('E1-F1'));
    expect(await overflow()).toBe(0);
    await page.click('.panes button:has-text("Filter")');
    await page.click('.facet button:has-text("draft")');
    expect(await overflow()).toBe(0);
    await page.click('.panes button:has-text("Specs")');
    await page.waitForSelector(rowOf('E2'));
    expect(await idsShown(page)).toEqual(['E1', 'E1-F1', 'E2']);
  });
});
