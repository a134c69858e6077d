import { expect, describe, test } from 'vitest';
import { lacksBrowser, shareBrowser } from '../support/browser.ts';
import { rowOf, serveDashboard } from '../support/dashboard.ts';
import { manySpecs, manySpecText } from '../support/many-specs.ts';

describe.skipIf(lacksBrowser)('the dashboard of 5,000 specs', { timeout: 90_000 }, () => {
  const browser = shareBrowser();

  test('draws what is in sight, goes to the end and back, and follows there', async () => {
    await using world = await serveDashboard(manySpecs());
    await using view = await browser().open(world.at());
    const { page } = view;
    await page.waitForSelector(rowOf('E01'));
    expect(await page.textContent('.list-head h1')).toBe('5,000 specs');
    await page.click('button:has-text("Expand all")');
    await page.waitForSelector('[role=treegrid][aria-rowcount="5001"]');
    const isFew = async () => expect(await page.locator('.spec-row').count()).toBeLessThan(100);
    await isFew();

    await page.focus('[role=treegrid]');
    await page.keyboard.press('End');
    const last = 'E50-F11-T08';
    await page.waitForSelector(rowOf(last));
    expect(await page.getAttribute('[role=treegrid]', 'aria-activedescendant')).toBe(`row-${last}`);
    await isFew();
    const before = await page.locator(rowOf(last)).boundingBox();
    const path = `${last.replaceAll('-', '/')}/spec.md`;
    await world.server.tree.write(path, manySpecText(last, 'blocked'));
    await page.waitForSelector(`${rowOf(last)} .row-change:has-text("→ blocked")`);
    expect(await page.locator(rowOf(last)).boundingBox()).toEqual(before);

    await page.keyboard.press('Home');
    await page.waitForSelector(rowOf('E01'));
    await page.keyboard.press('/');
    await page.keyboard.type('E50-F11-T0');
    await page.waitForSelector('.list-head:has-text("8 of 5,000 specs")');
    await page.waitForSelector(`${rowOf(last)} .pill:has-text("blocked")`);
    view.expectNoFaults();
  });
});
