import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { env, stderr } from 'node:process';
import { chromium, type BrowserContext, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect } from 'vitest';

const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((path) =>
  existsSync(path),
);

/** Whether there is no browser to test with. On CI that is a fault, so that it is never true there. */
export const lacksBrowser = CHROMIUM === undefined && env['CI'] === undefined;
if (lacksBrowser)
  stderr.write('Skipping tests in a browser: install Chromium (Debian: apt install chromium).\n');

/** A browser of its own, with a profile that nothing else has used. */
export interface TestBrowser extends AsyncDisposable {
  readonly context: BrowserContext;
  /**
   * Opens a page that stays at this address's server; it closes with the browser, if not before.
   * @param prepare what is to be done to the page before it goes there
   */
  open(url: string | URL, prepare?: (page: Page) => Promise<unknown>): Promise<WatchedPage>;
}

/** A page, and what it did that it should not. Disposing closes it. */
export interface WatchedPage extends AsyncDisposable {
  readonly page: Page;
  /** Fails where the page asked another server for anything, broke, or met its own security policy. */
  readonly expectNoFaults: () => void;
}

/** As Playwright has them, such as `colorScheme` and `viewport`. */
export type BrowserOptions = NonNullable<Parameters<typeof chromium.launchPersistentContext>[1]>;

/** Starts one; dispose it. */
export async function startBrowser(options: BrowserOptions = {}): Promise<TestBrowser> {
  if (CHROMIUM === undefined) throw new Error('Expected Chromium at /usr/bin/chromium; install it.');
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
      // No name leads anywhere, and nobody has to be asked for that.
      '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost',
    ],
    ...options,
  });
  return {
    context,
    async open(url, prepare) {
      const page = await context.newPage();
      await prepare?.(page);
      const watched = watch(page, new URL(url).host);
      await page.goto(String(url));
      return watched;
    },
    async [Symbol.asyncDispose]() {
      await context.close();
      await rm(profile, { recursive: true, force: true });
    },
  };
}

/** One for all tests of a suite, from the first to the last; each has pages of its own. */
export function shareBrowser(options: BrowserOptions = {}): () => TestBrowser {
  let browser: TestBrowser | undefined;
  beforeAll(async () => {
    browser = await startBrowser(options);
  });
  afterAll(() => browser?.[Symbol.asyncDispose]());
  return () => {
    if (!browser) throw new Error('Expected to be asked within a test.');
    return browser;
  };
}

/** Runs a piece with a page of a fresh browser. */
export async function withPage(piece: (page: Page) => Promise<void>): Promise<void> {
  await using browser = await startBrowser();
  await piece(await browser.context.newPage());
}

function watch(page: Page, host: string): WatchedPage {
  const requested: string[] = [];
  const faults: string[] = [];
  page.on('request', (request) => requested.push(request.url()));
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => {
    if (message.text().includes('Content Security Policy')) faults.push(message.text());
  });
  return {
    page,
    expectNoFaults() {
      const elsewhere = requested.filter((url) => !/^(?:blob|data):/.test(url) && new URL(url).host !== host);
      expect(elsewhere).toEqual([]);
      expect(faults).toEqual([]);
    },
    [Symbol.asyncDispose]: () => page.close(),
  };
}
