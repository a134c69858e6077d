import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { lacksBrowser, shareBrowser } from '../support/browser.ts';
import { rowOf, serveDashboard } from '../support/dashboard.ts';
import { createHostileNetwork } from '../support/hostile-network.ts';
import { specText } from '../support/spec-tree.ts';

const FILES = {
  'E1/spec.md': specText({ title: 'Lending', status: 'draft' }),
  'E2/spec.md': specText({ title: 'Returns', status: 'draft' }),
  'E3/spec.md': specText({ title: 'Fines', status: 'draft' }),
};

const badge = (label: string) => `.badge:has-text("${label}")`;

/** The lines of the list with their statuses. */
const shown = (page: Page) =>
  page
    .locator('.spec-row[data-spec]')
    .evaluateAll((rows) =>
      rows.map((row) => `${row.getAttribute('data-spec')} ${row.querySelector('.pill')?.textContent}`),
    );

describe.skipIf(lacksBrowser)('the dashboard, while its connection suffers', { timeout: 60_000 }, () => {
  const browser = shareBrowser();

  test('says that a server is gone, and shows all that changed when it is there again', async () => {
    await using world = await serveDashboard(FILES);
    await using view = await browser().open(world.at());
    const { page } = view;
    const { tree } = world.server;
    await page.waitForSelector(badge('Live'));

    await world.server.restart(async () => {
      await page.waitForSelector(`${badge('Resuming')}, ${badge('Offline')}`);
      expect(await shown(page)).toEqual(['E1 draft', 'E2 draft', 'E3 draft']);
      await tree.write('E1/spec.md', specText({ title: 'Lending', status: 'done' }));
      await tree.remove('E2/spec.md');
      await tree.write('E4/spec.md', specText({ title: 'Kiosk', status: 'review' }));
    });
    await page.waitForSelector(badge('Live'));
    await page.waitForSelector(`${rowOf('E1')} .row-change:has-text("draft → done")`);
    expect(await shown(page)).toEqual(['E1 done', 'E3 draft', 'E4 review']);
    expect(await page.textContent('.feed-entry')).toContain('while the connection was lost');

    await tree.write('E3/spec.md', specText({ title: 'Fines', status: 'done' }));
    await page.waitForSelector(`${rowOf('E3')} .row-change:has-text("draft → done")`);
    view.expectNoFaults();
  });

  test('is live where WebSockets are refused, explains why it is slower, and moves back', async () => {
    await using world = await serveDashboard(FILES);
    await using network = await createHostileNetwork(world.server.url, { upgrades: 'refuse' });
    await using view = await browser().open(new URL('/', network.url));
    const { page } = view;
    await page.waitForSelector(badge('Fallback'));
    await page.click('.badge');
    const details = page.locator('#connection');
    expect(await details.textContent()).toContain('Every change arrives, over an event stream.');
    expect(await details.textContent()).toContain('Event stream (SSE)');
    expect(await details.locator('dt:has-text("Reason") + dd').textContent()).toMatch(/\w/);
    await world.server.tree.write('E1/spec.md', specText({ title: 'Lending', status: 'done' }));
    await page.waitForSelector(`${rowOf('E1')} .row-change:has-text("draft → done")`);

    network.behave({});
    await details.locator('button:has-text("Try now")').click();
    await page.waitForSelector(badge('Live'));
    expect(await details.textContent()).toContain('WebSocket');
    await world.server.tree.write('E2/spec.md', specText({ title: 'Returns', status: 'done' }));
    await page.waitForSelector(`${rowOf('E2')} .row-change:has-text("draft → done")`);
    expect(await shown(page)).toEqual(['E1 done', 'E2 done', 'E3 draft']);
  });

  test('goes offline with the device, and comes back with it by itself, without a repeat or a gap', async () => {
    await using world = await serveDashboard(FILES);
    await using network = await createHostileNetwork(world.server.url);
    await using view = await browser().open(new URL('/', network.url));
    const { page } = view;
    const { context } = browser();
    await page.waitForSelector(badge('Live'));
    await world.server.tree.write('E1/spec.md', specText({ title: 'Lending', status: 'review' }));
    await page.waitForSelector(`${rowOf('E1')} .row-change:has-text("draft → review")`);

    try {
      await context.setOffline(true);
      network.cutAll();
      await page.waitForSelector(badge('Offline'));
      await page.click('.badge');
      await page.waitForSelector('#connection:has-text("What you see is as it was last")');
      await world.server.tree.write('E2/spec.md', specText({ title: 'Returns', status: 'done' }));
      const isCommitted = () => world.server.services.log.specs.get('E2')?.status;
      await expect.poll(isCommitted).toBe('done');
    } finally {
      await context.setOffline(false);
    }
    await page.waitForSelector(badge('Live'));
    await page.waitForSelector(`${rowOf('E2')} .row-change:has-text("draft → done")`);
    expect(await shown(page)).toEqual(['E1 review', 'E2 done', 'E3 draft']);
    // The same server knows what was missed, so that nothing was read anew.
    expect(await page.locator('.feed-item').count()).toBe(2);
    expect(await page.locator('.feed-note').count()).toBe(0);
  });
});
