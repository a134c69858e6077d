import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { lacksBrowser, withPage } from '../support/browser.ts';
import { createHostileNetwork } from '../support/hostile-network.ts';
import { startServer } from '../support/server.ts';
import { specText } from '../support/spec-tree.ts';
import { buildStarter, STARTERS, type BuiltStarter } from '../support/starters.ts';

const draft = (title: string) => specText({ title, status: 'draft' });
const done = (title: string) => specText({ title, status: 'done' });

/** Waits until the list has these rows and no other: what each shows of a spec, by ID. */
async function expectRows(page: Page, rows: Readonly<Record<string, string>>): Promise<void> {
  const wanted = JSON.stringify(rows);
  const areShown = (text: string) => {
    const rows = [...document.querySelectorAll('tbody tr')].map((row) => {
      const [id, ...cells] = [...row.children].map((cell) => cell.textContent);
      return [id, cells.filter((cell) => cell !== '').join(', ')];
    });
    return JSON.stringify(Object.fromEntries(rows)) === text;
  };
  await page.waitForFunction(areShown, wanted, { timeout: 20_000 }).catch(async (cause: unknown) => {
    throw new Error(`Expected ${wanted}, the page shows ${await page.innerText('body')}`, { cause });
  });
}

/** Waits until the page says that the connection is in this state. */
async function expectState(page: Page, label: string): Promise<void> {
  await page.getByRole('status').getByText(label, { exact: true }).waitFor({ timeout: 20_000 });
}

const choices = (page: Page, label: string) => page.getByLabel(label).locator('option').allTextContents();

describe.skipIf(lacksBrowser).each(STARTERS)('the starter %s', (name) => {
  let starter: BuiltStarter;
  beforeAll(async () => {
    starter = await buildStarter(name);
  }, 60_000);
  afterAll(() => starter[Symbol.asyncDispose]());

  test('follows what is created, changed, deleted and moved out of its filter, also after a restart', async () => {
    await using server = await startServer({ 'E01.spec.md': draft('One'), 'E02.spec.md': done('Two') });
    await using site = await starter.serve(server.url);
    await withPage(async (page) => {
      await page.goto(site.url);
      await expectState(page, 'Live');
      await expectRows(page, { E01: 'One, epic, draft', E02: 'Two, epic, done' });

      await server.tree.write('E02/F01/spec.md', draft('Three'));
      await expectRows(page, {
        E01: 'One, epic, draft',
        E02: 'Two, epic, done',
        'E02-F01': 'Three, feature, draft',
      });
      await expect.poll(() => choices(page, 'Type')).toEqual(['all', 'epic', 'feature']);

      await page.getByLabel('Status').selectOption('draft');
      await expectRows(page, { E01: 'One, epic, draft', 'E02-F01': 'Three, feature, draft' });
      await server.tree.write('E01.spec.md', draft('One, revised'));
      await expectRows(page, { E01: 'One, revised, epic, draft', 'E02-F01': 'Three, feature, draft' });
      await server.tree.write('E01.spec.md', done('One'));
      await expectRows(page, { 'E02-F01': 'Three, feature, draft' });
      await server.tree.write('E02.spec.md', draft('Two'));
      await expectRows(page, { E02: 'Two, epic, draft', 'E02-F01': 'Three, feature, draft' });
      await server.tree.remove('E02/F01/spec.md');
      await expectRows(page, { E02: 'Two, epic, draft' });

      await server.restart(async () => {
        await server.tree.remove('E02.spec.md');
        await server.tree.write('E03.spec.md', draft('Four'));
      });
      await expectRows(page, { E03: 'Four, epic, draft' });
      await server.tree.write('E03.spec.md', draft('Four, revised'));
      await expectRows(page, { E03: 'Four, revised, epic, draft' });
      await expectState(page, 'Live');

      await page.getByLabel('Status').selectOption('all');
      await expectRows(page, { E01: 'One, epic, done', E03: 'Four, revised, epic, draft' });
      await expect.poll(() => server.services.hub.size).toBe(1);
    });
  }, 60_000);

  test('says that it falls back where WebSockets are blocked, or that it is offline, and follows again', async () => {
    await using server = await startServer({ 'E01.spec.md': draft('One') });
    await using site = await starter.serve(server.url);
    await using network = await createHostileNetwork(new URL(site.url), { upgrades: 'refuse' });
    await withPage(async (page) => {
      await page.goto(network.url.href);
      await expectState(page, 'Live, fallback');
      await expectRows(page, { E01: 'One, epic, draft' });
      await server.tree.write('E01.spec.md', done('One'));
      await expectRows(page, { E01: 'One, epic, done' });

      network.behave({ upgrades: 'refuse', eventStreams: 'refuse' });
      network.cutAll();
      await expectState(page, 'Offline');
      await server.tree.write('E02.spec.md', draft('Two'));
      network.behave({ upgrades: 'refuse' });
      await page.getByRole('button', { name: 'Try now' }).click();
      await expectState(page, 'Live, fallback');
      await expectRows(page, { E01: 'One, epic, done', E02: 'Two, epic, draft' });
    });
  }, 60_000);

  test('says that it is refused, and follows when it is let in', async () => {
    let mayEnter = false;
    await using server = await startServer(
      { 'E01.spec.md': draft('One') },
      {
        authenticate: () =>
          mayEnter ? { subject: 'all' } : { refused: 'forbidden', message: 'Not for this page.' },
      },
    );
    await using site = await starter.serve(server.url);
    await withPage(async (page) => {
      await page.goto(site.url);
      await expectState(page, 'Refused');
      await page.getByRole('alert').getByText('Not for this page.').waitFor();
      mayEnter = true;
      await page.getByRole('button', { name: 'Try again' }).click();
      await expectState(page, 'Live');
      await expectRows(page, { E01: 'One, epic, draft' });
      await expect.poll(() => page.getByRole('alert').count()).toBe(0);
      await expect.poll(() => choices(page, 'Status')).toEqual(['all', 'draft']);
    });
  }, 60_000);

  test('leaves no subscription and no connection when it is unmounted', async () => {
    await using server = await startServer({ 'E01.spec.md': draft('One') });
    const { hub, connections } = server.services;
    await using site = await starter.serve(server.url);
    await withPage(async (page) => {
      await page.goto(site.url);
      await expectRows(page, { E01: 'One, epic, draft' });
      await expect.poll(() => [hub.size, connections.count()]).toEqual([1, 1]);
      await page.evaluate('unmount()');
      await expect.poll(() => [hub.size, connections.count()], { timeout: 10_000 }).toEqual([0, 0]);
    });
  }, 60_000);
});
