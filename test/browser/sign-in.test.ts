import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { lacksBrowser, shareBrowser } from '../support/browser.ts';
import { rowOf, serveDashboard } from '../support/dashboard.ts';
import { specText } from '../support/spec-tree.ts';
import { lasting, TEAM_TOKENS, tokenAccess } from '../support/team-tokens.ts';

const FILES = {
  'E01/spec.md': specText({ title: 'Docks', status: 'draft', dependencies: 'E02' }),
  'E02/spec.md': specText({ title: 'Ships', status: 'secret-plan', tags: '[fleet-only]' }),
};
const HOUR = 3_600;

async function signIn(page: Page, token: string): Promise<void> {
  await page.fill('input[name=token]', token);
  await page.keyboard.press('Enter');
}

const idsShown = (page: Page) =>
  page
    .locator('.spec-row[data-spec]')
    .evaluateAll((rows) => rows.map((row) => row.getAttribute('data-spec')));

describe.skipIf(lacksBrowser)('the dashboard, where a token is wanted', { timeout: 60_000 }, () => {
  const browser = shareBrowser();

  test('asks for one, says when it is wrong, and forgets it when its owner signs out', async () => {
    await using world = await serveDashboard(FILES, { access: tokenAccess() });
    await using view = await browser().open(world.at());
    const { page } = view;
    await signIn(page, 'mistyped');
    await page.waitForSelector('.field-wrong:has-text("does not accept this token")');
    await signIn(page, lasting(-1));
    await page.waitForSelector('.field-wrong:has-text("have expired")');
    expect(await page.locator('.spec-row').count()).toBe(0);
    const token = lasting(HOUR);
    await signIn(page, token);
    await page.waitForSelector(rowOf('E02'));

    // It lasts as long as the tab, stands in no address and is kept nowhere else.
    await page.reload();
    await page.waitForSelector(rowOf('E02'));
    expect(page.url()).toBe(world.at());
    expect(await page.evaluate(() => document.cookie + JSON.stringify(localStorage))).not.toContain(token);
    await using another = await browser().open(world.at());
    await another.page.waitForSelector('input[name=token]');

    await page.click('button[aria-label="Sign out"]');
    await page.waitForSelector('input[name=token]');
    expect(await page.evaluate(() => sessionStorage.length)).toBe(0);
    await page.reload();
    await page.waitForSelector('input[name=token]');
    view.expectNoFaults();
  });

  test('asks again when the token has expired, and goes on where its reader was', async () => {
    await using world = await serveDashboard(FILES, { access: tokenAccess() });
    await using view = await browser().open(world.at('/?status=draft'));
    const { page } = view;
    await signIn(page, lasting(5));
    await page.waitForSelector(rowOf('E01'));
    await page.waitForSelector('input[name=token]');
    expect(await page.textContent('.field-wrong')).toContain('have expired');
    expect(await page.locator('.spec-row').count()).toBe(0);

    await world.server.tree.write('E02/spec.md', specText({ title: 'Ships', status: 'draft' }));
    await expect.poll(() => world.server.services.log.specs.get('E02')?.status).toBe('draft');
    await signIn(page, lasting(HOUR));
    await page.waitForSelector('.badge:has-text("Live")');
    expect(await idsShown(page)).toEqual(['E01', 'E02']);
    expect(new URL(page.url()).search).toBe('?status=draft');
    await world.server.tree.write('E01/spec.md', specText({ title: 'Docks', status: 'done' }));
    await page.waitForSelector(rowOf('E01'), { state: 'detached' });
    view.expectNoFaults();
  });

  test('shows whoever may see a part nothing of the rest, in no count, link, page or change', async () => {
    await using world = await serveDashboard(FILES, { access: tokenAccess() });
    await using view = await browser().open(world.at());
    const { page } = view;
    await signIn(page, lasting(HOUR, { specs: TEAM_TOKENS.docks }));
    await page.waitForSelector(rowOf('E01'));
    const isSilent = async () => {
      expect(await page.content()).not.toMatch(/Ships|secret-plan|fleet-only/);
    };
    expect(await page.title()).toBe('1 spec · Specwire');
    await isSilent();

    await world.server.tree.write('E02/spec.md', specText({ title: 'Ships', status: 'secret-plan' }));
    await world.server.tree.write(
      'E01/spec.md',
      specText({ title: 'Docks', status: 'done', dependencies: 'E02' }),
    );
    await page.waitForSelector(`${rowOf('E01')} .row-change:has-text("draft → done")`);
    expect(await page.locator('.feed-item').count()).toBe(1);
    await isSilent();

    await page.click(`${rowOf('E01')} .spec-title`);
    await page.waitForSelector('.spec-link-missing:has-text("E02")');
    await isSilent();
    await page.goto(world.at('/specs/E02'));
    await page.waitForSelector('.empty:has-text("There is no spec E02")');
    await isSilent();
    view.expectNoFaults();
  });

  test('shows the server’s own state to operators alone, and tells others what they lack', async () => {
    await using world = await serveDashboard(FILES, { access: tokenAccess() });
    await using view = await browser().open(world.at('/operator'));
    const { page } = view;
    await signIn(page, lasting(HOUR));
    await page.waitForSelector('.empty:has-text("This view is for operators")');
    expect(await page.textContent('.empty')).toContain('the permission operator');
    await page.click('button[aria-label="Sign out"]');

    await signIn(page, lasting(HOUR, { permissions: ['operator'] }));
    await page.waitForSelector('.connections td:has-text("ServerStatusTicks")');
    expect(await page.locator('.tile').count()).toBeGreaterThan(3);
    view.expectNoFaults();
  });
});
