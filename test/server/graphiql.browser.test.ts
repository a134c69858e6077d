import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { env, stderr } from 'node:process';
import { chromium } from 'playwright-core';
import { expect, test } from 'vitest';
import { startServer } from '../support/transport-server.ts';

const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((path) =>
  existsSync(path),
);

// On CI a missing browser is a fault; elsewhere whoever lacks one is told what to install.
const isSkipped = CHROMIUM === undefined && env['CI'] === undefined;
if (isSkipped)
  stderr.write('Skipping the browser test of GraphiQL: install Chromium (Debian: apt install chromium).\n');

test.skipIf(isSkipped)(
  'GraphiQL renders in a browser without a request to anywhere else, and subscribes over WebSocket',
  { timeout: 60_000 },
  async () => {
    if (CHROMIUM === undefined) throw new Error('Expected Chromium at /usr/bin/chromium; install it.');
    await using server = await startServer();
    const profile = await mkdtemp(join(tmpdir(), 'specwire-browser-'));
    const context = await chromium.launchPersistentContext(profile, {
      executablePath: CHROMIUM,
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    });
    try {
      const page = await context.newPage();
      const requested: string[] = [];
      const faults: string[] = [];
      page.on('request', (request) => requested.push(request.url()));
      page.on('pageerror', (error) => faults.push(error.message));
      const opened = page.waitForEvent('websocket');

      const subscription = 'subscription { ticks { number } }';
      await page.goto(`${server.url}?query=${encodeURIComponent(subscription)}`);
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

      const elsewhere = requested.filter(
        (url) => !/^(blob|data):/.test(url) && new URL(url).host !== `127.0.0.1:${server.port}`,
      );
      expect(elsewhere).toEqual([]);
      expect(faults).toEqual([]);
    } finally {
      await context.close();
      await rm(profile, { recursive: true, force: true });
    }
  },
);
