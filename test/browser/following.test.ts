import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { lacksBrowser, shareBrowser } from '../support/browser.ts';
import { rowOf, serveDashboard } from '../support/dashboard.ts';
import { specText } from '../support/spec-tree.ts';

const BODY = 'The first paragraph.\n\n- [ ] one\n- [ ] two\n\nThe last paragraph.';
const FILES = {
  'E1/spec.md': specText({ title: 'Lending', status: 'draft' }, BODY),
  'E1/F1/spec.md': specText({ title: 'Cards', status: 'draft', dependencies: 'E2' }),
  'E2/spec.md': specText({ title: 'Kiosk', status: 'draft', dependencies: 'E1' }),
};

/** The texts that are marked as changed, without what is said of the mark. */
const marked = (page: Page) =>
  page
    .locator('.spec-body .is-changed')
    .evaluateAll((blocks) =>
      blocks.map((block) => block.textContent.replace(/^(?:Added|Changed): /, '').trim()),
    );

describe.skipIf(lacksBrowser)('the dashboard, while it is open', { timeout: 60_000 }, () => {
  const browser = shareBrowser();

  test('follows in two tabs, one at the list and one at a spec, each with its own address', async () => {
    await using world = await serveDashboard(FILES);
    await using list = await browser().open(world.at('/?ids=E1*'));
    await using spec = await browser().open(world.at('/specs/E1'));
    await list.page.waitForSelector(rowOf('E1-F1'));
    await spec.page.waitForSelector('.spec-body');
    await expect.poll(() => world.server.services.hub.size).toBe(3);

    for (const status of ['in-progress', 'done']) {
      await world.server.tree.write('E1/spec.md', specText({ title: 'Lending', status }, BODY));
      await list.page.waitForSelector(`${rowOf('E1')} .pill:has-text("${status}")`);
      await spec.page.waitForSelector(`.spec-marks .pill:has-text("${status}")`);
    }
    await spec.page.close();
    await expect.poll(() => world.server.services.hub.size).toBe(1);
    await world.server.tree.write('E1/spec.md', specText({ title: 'Lending', status: 'review' }, BODY));
    await list.page.waitForSelector(`${rowOf('E1')} .pill:has-text("review")`);
    list.expectNoFaults();
    spec.expectNoFaults();
  });

  test('marks what changed in a spec that is read, and nothing else, without moving its reader', async () => {
    const long = `${BODY}\n\n${'A line of a long text.\n\n'.repeat(80)}`;
    await using world = await serveDashboard({
      ...FILES,
      'E1/spec.md': specText({ title: 'Lending' }, long),
    });
    await using view = await browser().open(world.at('/specs/E1'));
    const { page } = view;
    await page.waitForSelector('.spec-body li');
    expect(await marked(page)).toEqual([]);
    const scroller = page.locator('.spec-page');
    await scroller.evaluate((element) => {
      element.scrollTop = 300;
    });
    const stays = await page.locator('h1').elementHandle();
    const line = page.locator('.spec-body > p:has-text("long text") >> nth=3');
    const placeOfLine = async () => (await line.boundingBox())!.y;
    const before = await placeOfLine();

    await world.server.tree.write(
      'E1/spec.md',
      specText({ title: 'Lending' }, long.replace('[ ] two', '[x] two')),
    );
    await page.waitForSelector('.is-changed');
    expect(await marked(page)).toEqual(['two']);
    const ticked = page.locator('.spec-body .is-changed input');
    expect(await ticked.isChecked()).toBe(true);
    const longer = long.replace('[ ] two', '[x] two').replace('The last', 'A new one.\n\nThe very last');
    await world.server.tree.write('E1/spec.md', specText({ title: 'Lending' }, longer));
    await page.waitForSelector('.is-changed:has-text("very last")');
    expect(await marked(page)).toEqual(['A new one.', 'The very last paragraph.']);
    // Browsers scroll by whole pixels.
    expect(Math.abs((await placeOfLine()) - before)).toBeLessThan(1.5);
    expect(await stays?.evaluate((element) => element.isConnected)).toBe(true);
    view.expectNoFaults();
  });

  test('keeps showing a spec that is deleted, says so, and carries on when it returns', async () => {
    await using world = await serveDashboard(FILES);
    await using view = await browser().open(world.at('/specs/E2'));
    const { page } = view;
    await page.waitForSelector('h1:has-text("Kiosk")');
    await page.waitForSelector('.spec-side section:has-text("Needed by"):has-text("Cards")');
    await page.waitForSelector('.spec-side section:has-text("Depends on"):has-text("Lending")');
    await world.server.tree.remove('E2/spec.md');
    await page.waitForSelector('.spec-deleted:has-text("Deleted; this is what it was")');
    expect(await page.textContent('.spec-body')).toContain('What it is about.');

    await world.server.tree.write('E2/spec.md', specText({ title: 'Kiosk again', status: 'review' }));
    await page.waitForSelector('h1:has-text("Kiosk again")');
    expect(await page.locator('.spec-deleted').count()).toBe(0);
    await page.waitForSelector('.spec-marks .pill:has-text("review")');
    await page.waitForSelector('.spec-side:not(:has-text("Depends on"))');
    view.expectNoFaults();
  });

  test('shows a spec that its address names as soon as there is one', async () => {
    await using world = await serveDashboard(FILES);
    await using view = await browser().open(world.at('/specs/E7-F1'));
    const { page } = view;
    await page.waitForSelector('.empty:has-text("There is no spec E7-F1")');
    await world.server.tree.write('E7/F1/spec.md', specText({ title: 'Just written' }));
    await page.waitForSelector('h1:has-text("Just written")');
    expect(await page.title()).toBe('E7-F1 Just written · Specwire');
  });

  test('goes back and forward as a browser does, and finds the list as it was left', async () => {
    await using world = await serveDashboard(FILES);
    await using view = await browser().open(world.at('/?status=draft'));
    const { page } = view;
    await page.click(`${rowOf('E2')} .spec-title`);
    await page.waitForSelector('h1:has-text("Kiosk")');
    await page.click('.spec-side a:has-text("Lending")');
    await page.waitForSelector('h1:has-text("Lending")');
    await page.click('.spec-side section:has-text("Children") a:has-text("Cards")');
    await page.waitForSelector('h1:has-text("Cards")');

    await page.goBack();
    await page.waitForSelector('h1:has-text("Lending")');
    await page.goBack();
    await page.waitForSelector('h1:has-text("Kiosk")');
    await page.goForward();
    await page.waitForSelector('h1:has-text("Lending")');
    expect(await page.title()).toBe('E1 Lending · Specwire');
    await page.goBack();
    await page.goBack();
    await page.waitForSelector(rowOf('E1-F1'));
    expect(page.url()).toBe(world.at('/?status=draft'));
    expect(await page.getAttribute('.facet button[title="draft"]', 'aria-pressed')).toBe('true');
    expect(await page.getAttribute(rowOf('E2'), 'aria-selected')).toBe('true');

    // All that in one load of the page: the way was gone without asking the server for it.
    expect(await page.evaluate(() => performance.getEntriesByType('navigation').length)).toBe(1);
    await page.reload();
    await page.waitForSelector(rowOf('E1-F1'));
    expect(await page.getAttribute('.facet button[title="draft"]', 'aria-pressed')).toBe('true');
    view.expectNoFaults();
  });

  test('is not there where it is not wanted', async () => {
    await using world = await serveDashboard(FILES, { dashboard: false });
    await using view = await browser().open(world.at());
    // Browsers are sent on to what there is.
    await view.page.waitForURL('**/graphql');
    const response = await view.page.goto(world.at('/specs/E1'));
    expect(response?.status()).toBe(404);
    expect(await view.page.locator('#root').count()).toBe(0);
  });
});
