import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { lacksBrowser, withPage } from '../support/browser.ts';
import type { Heard, PageGlobals } from '../support/client-page.ts';
import { createHostileNetwork, type HostileNetwork } from '../support/hostile-network.ts';
import type { Behaviour } from '../support/hostile/behaviour.ts';
import { startPages } from '../support/pages.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { specText } from '../support/spec-tree.ts';

const PATIENT = { timeout: 20_000, interval: 50 };

interface Stage {
  readonly page: Page;
  readonly server: TestServer;
  readonly network: HostileNetwork;
  /** What the page has heard up to now. */
  readonly heard: () => Promise<Heard>;
  readonly retitle: (title: string) => Promise<void>;
}

/** Lets a page of another origin follow E01 through a network. */
async function follow(
  behaviour: Behaviour,
  subscriptions: number,
  piece: (stage: Stage) => Promise<void>,
): Promise<void> {
  await using pages = await startPages('./client-page.ts');
  await using server = await startServer(
    { 'E01.spec.md': specText({ title: 'One' }) },
    { corsOrigins: [pages.origin] },
  );
  await using network = await createHostileNetwork(server.url, behaviour);
  await withPage(async (page) => {
    await page.goto(pages.origin);
    await page.waitForFunction(() => 'follow' in globalThis);
    await page.evaluate(([url, count]) => (globalThis as unknown as PageGlobals).follow(url, count), [
      network.url.href,
      subscriptions,
    ] as const);
    await expect.poll(() => server.services.hub.size, PATIENT).toBe(subscriptions);
    await piece({
      page,
      server,
      network,
      heard: () => page.evaluate(() => (globalThis as unknown as PageGlobals).heard),
      retitle: (title) => server.tree.write('E01.spec.md', specText({ title })),
    });
  });
}

describe.skipIf(lacksBrowser)('in a browser', { timeout: 60_000 }, () => {
  test('fifty subscriptions on the fallback leave room for queries', async () => {
    await follow({ upgrades: 'refuse' }, 50, async ({ page, server, heard, retitle }) => {
      expect(server.services.connections.all()).toMatchObject([{ transport: 'SSE' }]);
      // Six connections for HTTP/1.1 are all that a browser has: were more than one taken, these would wait for ever.
      const answers = await page.evaluate(() => {
        const { client } = globalThis as unknown as PageGlobals;
        const queries = Array.from({ length: 20 }, () => client.query('{ spec(id: "E01") { title } }'));
        return Promise.all(queries);
      });
      expect(answers).toHaveLength(20);
      expect(answers[19]).toEqual({ spec: { title: 'One' } });
      await retitle('Two');
      await expect
        .poll(async () => (await heard()).titles, PATIENT)
        .toEqual(Array.from({ length: 50 }, () => ['Two']));
      expect((await heard()).errors).toEqual([]);
    });
  });

  test('a page that is offline, and comes back, has missed nothing', async () => {
    await follow({}, 3, async ({ page, server, network, heard, retitle }) => {
      await retitle('Two');
      await expect.poll(async () => (await heard()).titles, PATIENT).toEqual([['Two'], ['Two'], ['Two']]);
      await page.context().setOffline(true);
      network.cutAll();
      await expect.poll(async () => (await heard()).states.at(-1), PATIENT).toBe('offline');
      for (const title of ['Three', 'Four']) {
        await retitle(title);
        await expect.poll(() => server.services.log.specs.get('E01')?.title).toBe(title);
      }
      await page.context().setOffline(false);
      await expect
        .poll(async () => (await heard()).titles, PATIENT)
        .toEqual(Array.from({ length: 3 }, () => ['Two', 'Three', 'Four']));
      expect((await heard()).states).toEqual(['connecting', 'live', 'resuming', 'offline', 'live']);
    });
  });

  test('a network that blocks WebSockets, and later does not, is noticed by nobody but the status', async () => {
    await follow({}, 2, async ({ page, network, heard, retitle }) => {
      network.behave({ upgrades: 'swallow' });
      network.cutAll();
      await expect.poll(async () => (await heard()).states.at(-1), PATIENT).toBe('fallback');
      await retitle('Two');
      await expect.poll(async () => (await heard()).titles, PATIENT).toEqual([['Two'], ['Two']]);
      network.behave({});
      // A page that is looked at again does not wait for the next attempt.
      await page.evaluate(() => globalThis.dispatchEvent(new Event('online')));
      await expect.poll(async () => (await heard()).states.at(-1), PATIENT).toBe('live');
      await retitle('Three');
      await expect
        .poll(async () => (await heard()).titles, PATIENT)
        .toEqual([
          ['Two', 'Three'],
          ['Two', 'Three'],
        ]);
      expect((await heard()).errors).toEqual([]);
    });
  });
});
