import { describe, expect, test } from 'vitest';
import { lacksBrowser, shareBrowser } from '../support/browser.ts';
import { rowOf, serveDashboard } from '../support/dashboard.ts';
import { initRepository } from '../support/repository.ts';
import { specText } from '../support/spec-tree.ts';
import { WAYS_OF_SAVING } from '../support/ways-of-saving.ts';

const draft = specText({ title: 'One', status: 'draft' });
const done = specText({ title: 'One', status: 'done' });

describe.skipIf(lacksBrowser)('the dashboard, while files are saved', { timeout: 60_000 }, () => {
  const browser = shareBrowser();

  test('shows each way of saving as one change of its line, and counts it once', async () => {
    const ways = Object.entries(WAYS_OF_SAVING).map(([way, save], at) => ({
      way,
      save,
      id: `E1-F${at + 1}`,
    }));
    const pathOf = (id: string) => `${id.replace('-', '/')}/spec.md`;
    await using world = await serveDashboard({
      'E1/spec.md': draft,
      ...Object.fromEntries(ways.map(({ id }) => [pathOf(id), draft])),
    });
    await using view = await browser().open(world.at());
    const { page } = view;
    await page.waitForSelector(rowOf('E1'));
    const countOf = (status: string) => page.textContent(`.facet button[title="${status}"] .facet-count`);

    for (const [at, { way, save, id }] of ways.entries()) {
      await save(world.server.tree.at(pathOf(id)), done);
      await page.waitForSelector(`${rowOf(id)} .row-change:has-text("draft → done")`);
      expect(await page.textContent(`${rowOf(id)} .pill`), way).toBe('done');
      expect(await countOf('done'), way).toBe(String(at + 1));
      expect(await countOf('draft'), way).toBe(String(ways.length - at));
    }
    expect(await page.getAttribute(`${rowOf('E1')} [role=progressbar]`, 'aria-valuenow')).toBe('100');
    expect(await page.locator('.feed-kind-deleted, .feed-kind-created').count()).toBe(0);
    view.expectNoFaults();
  });

  test('tells of a git checkout of 60 files as of one event', async () => {
    const paths = Array.from({ length: 60 }, (_, at) => `E2/F${at + 1}/spec.md`);
    await using world = await serveDashboard(Object.fromEntries(paths.map((path) => [path, draft])));
    const git = await initRepository(world.server.tree.folder);
    await git('checkout', '-q', '-b', 'done');
    await Promise.all(paths.map((path) => world.server.tree.write(path, done)));
    await git('commit', '-qam', 'Done');
    const areDone = () => [...world.server.services.log.specs].every(({ status }) => status === 'done');
    await expect.poll(areDone, { timeout: 10_000 }).toBe(true);

    await using view = await browser().open(world.at());
    const { page } = view;
    await page.waitForSelector(rowOf('E2-F1'));
    await git('checkout', '-q', 'main');
    await page.waitForSelector('.feed-entry:has-text("60 specs changed")');
    expect(await page.locator('.feed-entry').count()).toBe(1);
    expect(await page.textContent('.feed-move')).toBe('done → draft × 60');
    await page.click('.feed-group summary');
    expect(await page.locator('.feed-item').count()).toBe(60);
    expect(await page.textContent('.facet button[title="draft"] .facet-count')).toBe('60');
    view.expectNoFaults();
  });
});
