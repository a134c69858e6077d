import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { env, stderr } from 'node:process';
import { chromium, type Page } from 'playwright-core';

const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((path) =>
  existsSync(path),
);

/** Whether browser tests are skipped. On CI a missing browser is a fault; elsewhere whoever lacks one is told so. */
export const hasNoBrowser = CHROMIUM === undefined && env['CI'] === undefined;
if (hasNoBrowser)
  stderr.write('Skipping the tests in a browser: install Chromium (Debian: apt install chromium).\n');

/** Runs a piece with a page of a fresh browser. */
export async function withPage(piece: (page: Page) => Promise<void>): Promise<void> {
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
    ],
  });
  try {
    await piece(await context.newPage());
  } finally {
    await context.close();
    await rm(profile, { recursive: true, force: true });
  }
}
