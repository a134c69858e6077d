import { expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import { lacksBrowser, startBrowser } from '../support/browser.ts';
import { startGuarded, TOKENS } from '../support/guarded-server.ts';
import { startServer } from '../support/transport-server.ts';

/** Runs a piece with GraphiQL in a fresh browser; what it asks others for, and what breaks in it, fails the test. */
async function inBrowser(url: string, piece: (page: Page) => Promise<void>): Promise<void> {
  await using browser = await startBrowser();
  const { page, expectNoFaults } = await browser.open(url);
  await piece(page);
  expectNoFaults();
}

const SUBSCRIPTION = 'subscription { ticks { number } }';

test.skipIf(lacksBrowser)(
  'GraphiQL renders in a browser without a request to anywhere else, and subscribes over WebSocket',
  { timeout: 60_000 },
  async () => {
    await using server = await startServer();
    await inBrowser(`${server.url}?query=${encodeURIComponent(SUBSCRIPTION)}`, async (page) => {
      const opened = page.waitForEvent('websocket');
      await page.waitForSelector('.graphiql-execute-button', { timeout: 30_000 });
      expect(await page.title()).toBe('Specwire');
      expect(await page.textContent('body')).toContain('specs');

      await page.click('.graphiql-execute-button');
      const webSocket = await opened;
      expect(webSocket.url()).toBe(server.wsUrl);
      const source = await server.sources.next();
      source.push({ number: 4711 });
      await page.waitForSelector('.result-window:has-text("4711")', { timeout: 30_000 });

      for (const name of ['EveryChange', 'SomeChanges']) {
        await page.click(`.graphiql-tab-button:text("${name}")`);
        await page.waitForSelector(`.graphiql-tab-active:has-text("${name}")`);
      }
    });
  },
);

test.skipIf(lacksBrowser).each([
  ['with a query', '', '{ hello }', 'Hello you', null],
  ['over WebSocket', '', SUBSCRIPTION, '4711', { transport: 'WEBSOCKET' }],
  ['over an event stream', '&transport=sse', SUBSCRIPTION, '4711', { transport: 'SSE' }],
])(
  'GraphiQL sends the token of its headers %s',
  { timeout: 60_000 },
  async (_way, parameter, query, answer, connection) => {
    await using server = await startGuarded();
    await inBrowser(`${server.url}?query=${encodeURIComponent(query)}${parameter}`, async (page) => {
      await page.waitForSelector('.graphiql-execute-button', { timeout: 30_000 });
      await page.click('button[data-name="headers"]');
      await page.click('.monaco-editor[data-uri$="headers.json"]');
      // As one piece, so that the editor closes no brackets of its own.
      await page.keyboard.insertText(JSON.stringify({ Authorization: `Bearer ${TOKENS.part}` }));
      await page.click('.graphiql-execute-button');
      if (connection) (await server.sources.next()).push({ number: 4711 });
      await page.waitForSelector(`.result-window:has-text("${answer}")`, { timeout: 30_000 });
      expect(server.contexts.at(-1)).toMatchObject({ access: { subject: 'part' }, connection });
    });
  },
);
