import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { lacksBrowser, withPage } from '../support/browser.ts';
import { startRelay } from '../support/relay.ts';
import { startServer } from '../support/server.ts';
import { specText } from '../support/spec-tree.ts';
import { Waiter } from '../support/waiter.ts';

/** Where a dashboard's page comes from, which is not the server of the specs. */
async function startPages(): Promise<{ readonly origin: string; readonly server: Server } & AsyncDisposable> {
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'text/html').end('<title>A dashboard</title>');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    server,
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** What a page's EventSource tells of one event. */
interface Heard {
  readonly name: string;
  readonly id: string;
  readonly data: { readonly specId?: string };
}

/** Follows an address with a bare EventSource; what its page hears comes in order. */
async function listen(page: Page, url: string): Promise<Waiter<Heard>> {
  const heard = new Waiter<Heard>();
  await page.exposeFunction('hear', (event: Heard) => heard.put(event));
  await page.evaluate(/* JavaScript, as a page has it */ `{
      const source = new EventSource(${JSON.stringify(url)});
      const tell = ({ type: name, lastEventId: id, data }) => hear({ name, id, data: JSON.parse(data) });
      for (const name of ['spec.created', 'spec.updated', 'spec.deleted', 'spec.resync']) {
        source.addEventListener(name, tell);
      }
      source.onopen = () => hear({ name: 'open', id: '', data: {} });
      source.onerror = () => hear({ name: 'error ' + source.readyState, id: '', data: {} });
    }`);
  return heard;
}

const FILES = { 'E13/spec.md': specText({ title: 'Lending' }) };

test.skipIf(lacksBrowser)(
  'a bare EventSource hears of changes, comes back by itself when it is cut off, and misses nothing',
  { timeout: 60_000 },
  async () => {
    await using pages = await startPages();
    await using server = await startServer(FILES, { corsOrigins: [pages.origin] });
    await using relay = await startRelay(server.url);
    await withPage(async (page) => {
      await page.goto(pages.origin);
      const heard = await listen(page, new URL('/api/events?ids=E13-*', relay.url).href);
      expect(await heard.next()).toMatchObject({ name: 'open' });

      relay.cut();
      expect(await heard.next()).toMatchObject({ name: 'error 0' });
      await server.tree.write('E13/F01/spec.md', specText({ title: 'Before the first event' }));
      expect(await heard.next()).toMatchObject({ name: 'open' });
      const first = await heard.next();
      expect(first).toMatchObject({ name: 'spec.created', data: { specId: 'E13-F01', cursor: first.id } });

      relay.cut();
      expect(await heard.next()).toMatchObject({ name: 'error 0' });
      await server.tree.write('E14/spec.md', specText({ title: 'Not asked for' }));
      await server.tree.write('E13/F01/spec.md', specText({ title: 'Changed meanwhile' }));
      expect(await heard.next()).toMatchObject({ name: 'open' });
      expect(await heard.next()).toMatchObject({ name: 'spec.updated', data: { specId: 'E13-F01' } });

      await server.tree.remove('E13/F01/spec.md');
      expect(await heard.next()).toMatchObject({ name: 'spec.deleted', data: { specId: 'E13-F01' } });
    });
  },
);

test.skipIf(lacksBrowser)(
  'a bare EventSource whose address is at fault gives up at once',
  { timeout: 60_000 },
  async () => {
    await using pages = await startPages();
    await using server = await startServer(FILES, { corsOrigins: [pages.origin] });
    await withPage(async (page) => {
      await page.goto(pages.origin);
      const heard = await listen(page, new URL('/api/events?kinds=moved', server.url).href);
      // 2 is CLOSED.
      expect(await heard.next()).toMatchObject({ name: 'error 2' });
    });
  },
);
