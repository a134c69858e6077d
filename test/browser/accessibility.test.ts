import { fileURLToPath } from 'node:url';
import type axe from 'axe-core';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { lacksBrowser, shareBrowser } from '../support/browser.ts';
import { rowOf, serveDashboard, type ServedDashboard } from '../support/dashboard.ts';
import { specText } from '../support/spec-tree.ts';
import { lasting, tokenAccess } from '../support/team-tokens.ts';

const AXE = fileURLToPath(import.meta.resolve('axe-core/axe.min.js'));

const BODY = [
  '## A heading',
  'A paragraph with `code`, **bold** text, [a link](https://example.org/) and E2.[^1]',
  '- [x] done\n- [ ] open',
  '| Field | Value |\n| :-- | --: |\n| one | 1 |',
  '> quoted',
  "```ts\n// A comment.\nconst name: string = 'value';\nreturn name.length > 1 ? /x/u : null;\n```",
  '[^1]: A note.',
].join('\n\n');
const STATUSES = ['draft', 'in-progress', 'review', 'blocked', 'done', 'dropped', 'unheard-of'];
const FILES = {
  'E1/spec.md': specText({ title: 'Lending', status: 'draft', priority: 'high', tags: '[core]' }, BODY),
  'E2/spec.md': specText({ title: 'Kiosk', status: 'draft', priority: 'whenever', dependencies: 'E1, E9' }),
  ...Object.fromEntries(
    STATUSES.map((status, at) => [
      `E3/F${at}/spec.md`,
      specText({
        title: `It is ${status}`,
        status,
        priority: ['critical', 'high', 'medium', 'low'][at % 4]!,
      }),
    ]),
  ),
};

/** In dark colours nothing is different but the colours. */
const SCREENS = [
  ['in light colours', 'light', { width: 1440, height: 900 }, undefined],
  ['in dark colours', 'dark', { width: 1440, height: 900 }, ['color-contrast']],
  ['on a phone', 'light', { width: 390, height: 844 }, undefined],
] as const;

/** Views of the page, each with what it takes to get there. */
const VIEWS: Readonly<Record<string, (page: Page, world: ServedDashboard) => Promise<unknown>>> = {
  list: async (page, { at, server }) => {
    await page.goto(at());
    await page.waitForSelector(rowOf('E1'));
    await page.waitForSelector('.badge:has-text("Live")');
    await server.tree.write('E1/spec.md', FILES['E1/spec.md'].replace('draft', 'in-progress'));
    await page.waitForSelector(`${rowOf('E1')} .row-change`);
  },
  filter: async (page, { at }) => {
    await page.goto(at('/?q=it&status=draft,done'));
    await page.waitForSelector('.chip');
    await showPane(page, 'Filter');
  },
  activity: async (page, { server }) => {
    await showPane(page, 'Activity');
    await server.tree.write('E1/spec.md', FILES['E1/spec.md']);
    await page.waitForSelector('.feed-item');
  },
  'nothing found': async (page, { at }) => {
    await page.goto(at('/?q=nothing+like+it'));
    await page.waitForSelector('.empty');
  },
  spec: async (page, { at, server }) => {
    await page.goto(at('/specs/E1'));
    await page.waitForSelector('.spec-body .hljs-comment');
    await server.tree.write('E1/spec.md', FILES['E1/spec.md'].replace('[ ]', '[x]'));
    await page.waitForSelector('.is-changed');
  },
  'spec with problems': async (page, { at }) => {
    await page.goto(at('/specs/E2'));
    await page.waitForSelector('.problems');
  },
  operator: async (page, { at }) => {
    await page.goto(at('/operator'));
    await page.waitForSelector('.connections td:has-text("ServerStatusTicks")');
  },
  connection: async (page) => {
    await page.click('.badge');
    await page.waitForSelector('#connection:has-text("Transport")');
  },
};

async function showPane(page: Page, label: string): Promise<void> {
  const tab = page.locator(`.panes button:has-text("${label}")`);
  if (await tab.isVisible()) await tab.click();
}

/** What is serious or critical, each with where it is and why. */
async function findings(page: Page, rules: readonly string[] | undefined): Promise<readonly string[]> {
  // What moves has colours that nobody reads; it is judged where it comes to rest.
  await page.evaluate(() => {
    for (const animation of document.getAnimations()) animation.finish();
  });
  const options: axe.RunOptions = { resultTypes: ['violations'], ...(rules && { runOnly: [...rules] }) };
  const { violations } = await page.evaluate(
    (options) => (globalThis as unknown as { axe: typeof axe }).axe.run(options),
    options,
  );
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')}: ${failureSummary ?? ''}`),
    );
}

describe.skipIf(lacksBrowser)('axe finds nothing serious in the dashboard', { timeout: 90_000 }, () => {
  const browser = shareBrowser();
  const open = (url: string, colorScheme: 'light' | 'dark', viewport: { width: number; height: number }) =>
    browser().open(url, async (page) => {
      await page.addInitScript({ path: AXE });
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize(viewport);
    });

  test.each(SCREENS)('%s', async (_name, colorScheme, viewport, rules) => {
    await using world = await serveDashboard(FILES);
    await using view = await open(world.at(), colorScheme, viewport);
    for (const [name, show] of Object.entries(VIEWS)) {
      await show(view.page, world);
      expect(await findings(view.page, rules), name).toEqual([]);
    }
    view.expectNoFaults();
  });

  test.each(SCREENS)(
    'where one signs in, or may not see all, %s',
    async (_name, colorScheme, viewport, rules) => {
      await using world = await serveDashboard(FILES, { access: tokenAccess() });
      await using view = await open(world.at('/operator'), colorScheme, viewport);
      const { page } = view;
      await page.fill('input[name=token]', 'mistyped');
      expect(await findings(page, rules)).toEqual([]);
      await page.keyboard.press('Enter');
      await page.waitForSelector('.field-wrong');
      expect(await findings(page, rules)).toEqual([]);
      await page.fill('input[name=token]', lasting(3_600));
      await page.keyboard.press('Enter');
      await page.waitForSelector('.empty:has-text("for operators")');
      expect(await findings(page, rules)).toEqual([]);
    },
  );
});
