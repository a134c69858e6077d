import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { lacksBrowser, shareBrowser } from '../support/browser.ts';
import { rowOf, serveDashboard } from '../support/dashboard.ts';
import { specText } from '../support/spec-tree.ts';

const FILES = {
  'E1/spec.md': specText(
    { title: 'Lending', status: 'draft' },
    'See [the kiosk](E2).\n\n- [ ] one\n- [ ] two',
  ),
  'E1/F1/spec.md': specText({ title: 'Cards', status: 'draft' }),
  'E1/F1/T1/spec.md': specText({ title: 'Print cards', status: 'draft' }),
  'E2/spec.md': specText({ title: 'Kiosk', status: 'draft' }),
};

const LIST = '[role=treegrid]';
const activeRow = (page: Page) => page.getAttribute(LIST, 'aria-activedescendant');

/** What has the focus, by its role or element and its name. */
const focused = (page: Page) =>
  page.evaluate(() => {
    const { activeElement: element } = document;
    if (!element || element === document.body) return 'body';
    const name = element.getAttribute('aria-label') ?? element.textContent;
    return `${element.getAttribute('role') ?? element.localName} ${name}`.trim();
  });

/** Whether one sees where the focus is: an outline, a ring or a border that is not there without it. */
const isFocusSeen = (page: Page) =>
  page.evaluate(() => {
    const style = (element: Element) => {
      const { outlineStyle, outlineWidth, borderColor, boxShadow, backgroundColor } =
        getComputedStyle(element);
      return [outlineStyle, outlineWidth, borderColor, boxShadow, backgroundColor].join(' ');
    };
    const element = document.activeElement as HTMLElement;
    const active = element.getAttribute('aria-activedescendant');
    const marks = [element, element.parentElement!, ...(active ? [document.getElementById(active)!] : [])];
    const withFocus = marks.map(style);
    element.blur();
    const without = marks.map(style);
    element.focus({ focusVisible: true });
    return withFocus.some((one, at) => one !== without[at]);
  });

describe.skipIf(lacksBrowser)('the dashboard, by keyboard alone', { timeout: 60_000 }, () => {
  const browser = shareBrowser();

  test('opens, closes and goes through the tree with arrow keys, and opens a spec with Enter', async () => {
    await using world = await serveDashboard(FILES);
    await using view = await browser().open(world.at());
    const { page } = view;
    await page.waitForSelector(rowOf('E1-F1'));
    await page.focus(LIST);
    const press = async (key: string) => {
      await page.keyboard.press(key);
      return activeRow(page);
    };
    expect(await press('ArrowDown')).toBe('row-E1-F1');
    expect(await page.getAttribute(rowOf('E1-F1'), 'aria-expanded')).toBe('false');
    await page.keyboard.press('ArrowRight');
    await page.waitForSelector(rowOf('E1-F1-T1'));
    expect(await press('ArrowRight')).toBe('row-E1-F1-T1');
    expect(await press('ArrowLeft')).toBe('row-E1-F1');
    expect(await press('Home')).toBe('row-E1');
    await page.keyboard.press('ArrowLeft');
    await page.waitForSelector(rowOf('E1-F1'), { state: 'detached' });
    expect(await press('End')).toBe('row-E2');
    expect(await press('ArrowUp')).toBe('row-E1');
    await page.keyboard.press('Enter');
    await page.waitForSelector('h1:has-text("Lending")');
    expect(await focused(page)).toBe('h1 Lending');

    await page.goBack();
    await page.waitForSelector(LIST);
    await expect.poll(() => focused(page)).toBe('treegrid Specs');
    expect(await activeRow(page)).toBe('row-E1');
    // Closed as it was left.
    expect(await page.locator('.spec-row[data-spec]').count()).toBe(2);
  });

  test('searches with /, and Escape gives up the search and goes to what is listed', async () => {
    await using world = await serveDashboard(FILES);
    await using view = await browser().open(world.at());
    const { page } = view;
    await page.waitForSelector(rowOf('E2'));
    await page.keyboard.press('/');
    await page.keyboard.type('kiosk');
    await page.waitForSelector(rowOf('E1'), { state: 'detached' });
    expect(new URL(page.url()).search).toBe('?q=kiosk');
    // In the field it is a letter like any other.
    await page.keyboard.press('/');
    expect(await page.inputValue('.search input')).toBe('kiosk/');
    await page.keyboard.press('Escape');
    await page.waitForSelector(rowOf('E1'));
    expect(new URL(page.url()).search).toBe('');
    await expect.poll(() => focused(page)).toBe('treegrid Specs');
    await page.keyboard.press('End');
    await page.keyboard.press('Enter');
    await page.waitForSelector('h1:has-text("Kiosk")');
  });

  test('reaches all that can be done with Tab, and always shows where it is', async () => {
    await using world = await serveDashboard(FILES);
    await using view = await browser().open(world.at());
    const { page } = view;
    await page.waitForSelector(rowOf('E2'));
    const way: string[] = [];
    await page.keyboard.press('Tab');
    while (!way.includes(await focused(page)) || (await focused(page)) === 'input') {
      way.push(await focused(page));
      if (way.at(-1) !== 'body') expect(await isFocusSeen(page), way.at(-1)).toBe(true);
      await page.keyboard.press('Tab');
    }
    for (const name of [
      'a Operator',
      'input Search specs',
      'button Connection: Live',
      'button Colours: system',
    ]) {
      expect(way).toContain(name);
    }
    expect(way.filter((name) => name !== 'body').slice(-2)).toEqual([
      'treegrid Specs',
      'button Pause the feed',
    ]);
  });

  test('keeps the focus where it is while what is around it changes', async () => {
    await using world = await serveDashboard(FILES);
    await using view = await browser().open(world.at());
    const { page } = view;
    const { tree } = world.server;
    await page.waitForSelector(rowOf('E2'));
    await page.focus(LIST);
    await page.keyboard.press('End');
    await tree.write('E2/spec.md', specText({ title: 'Kiosk', status: 'done' }));
    await page.waitForSelector(`${rowOf('E2')} .row-change:has-text("draft → done")`);
    expect([await focused(page), await activeRow(page)]).toEqual(['treegrid Specs', 'row-E2']);
    await tree.write('E0/spec.md', specText({ title: 'Before all', status: 'draft' }));
    await page.waitForSelector(rowOf('E0'));
    expect([await focused(page), await activeRow(page)]).toEqual(['treegrid Specs', 'row-E2']);
    expect(await isFocusSeen(page)).toBe(true);
    await tree.remove('E2');
    await page.waitForSelector(rowOf('E2'), { state: 'detached' });
    expect(await focused(page)).toBe('treegrid Specs');

    await page.focus('.facet button[title="draft"]');
    await page.keyboard.press('Enter');
    await tree.write('E0/spec.md', specText({ title: 'Before all', status: 'done' }));
    await page.waitForSelector(rowOf('E0'), { state: 'detached' });
    expect(await page.evaluate(() => document.activeElement?.getAttribute('title'))).toBe('draft');
  });

  test('keeps the focus on a link in a text that changes', async () => {
    await using world = await serveDashboard(FILES);
    await using view = await browser().open(world.at('/specs/E1'));
    const { page } = view;
    await page.focus('.spec-body a.spec-link');
    const text = FILES['E1/spec.md'];
    await world.server.tree.write(
      'E1/spec.md',
      text.replace('See', 'A new beginning.\n\nSee').replace('[ ]', '[x]'),
    );
    await page.waitForSelector('.spec-body:has-text("A new beginning")');
    expect(await focused(page)).toBe('a the kiosk');
    await page.keyboard.press('Enter');
    await page.waitForSelector('h1:has-text("Kiosk")');
  });

  test('keeps the keys when nothing is left to list, and the list has them again when there is', async () => {
    await using world = await serveDashboard({ 'E1/spec.md': FILES['E1/spec.md'] });
    await using view = await browser().open(world.at());
    const { page } = view;
    await page.waitForSelector(rowOf('E1'));
    await page.focus(LIST);
    await page.keyboard.press('Home');
    await world.server.tree.remove('E1/spec.md');
    await page.waitForSelector('.empty:has-text("There are no specs yet")');
    await world.server.tree.write('E1/spec.md', FILES['E1/spec.md']);
    await page.waitForSelector(rowOf('E1'));
    await expect.poll(() => focused(page)).toBe('treegrid Specs');
  });
});
