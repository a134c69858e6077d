import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { env } from 'node:process';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { inject } from 'vitest';
import type { SpecwireOptions } from '../../src/create-server.ts';
import { startBrowser, type BrowserOptions, type TestBrowser } from './browser.ts';
import { startServer, type TestServer } from './server.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** The dashboard as users get it, built from the sources by the first test of a run that wants it. */
export async function builtDashboard(): Promise<URL> {
  const folder = inject('dashboardsFolder');
  const built = join(folder, 'built');
  if (!existsSync(built)) {
    const mine = await build(folder);
    // Another process may have been as quick; what it built is the same.
    await rename(mine, built).catch(() => rm(mine, { recursive: true }));
  }
  return pathToFileURL(`${built}/`);
}

/** @param within the folder that it makes another one in */
async function build(within: string): Promise<string> {
  const folder = await mkdtemp(join(within, 'building-'));
  const vite = join(ROOT, 'node_modules/vite/bin/vite.js');
  const flags = ['build', 'src/dashboard', '--outDir', folder, '--emptyOutDir', '--logLevel', 'error'];
  // Where tests run it is `test`, and React would be another one.
  await promisify(execFile)(process.execPath, [vite, ...flags], {
    cwd: ROOT,
    env: { ...env, NODE_ENV: 'production' },
  });
  return folder;
}

/** A server with a dashboard. */
export interface ServedDashboard extends AsyncDisposable {
  readonly server: TestServer;
  /** The address of the dashboard, or of a path in it. */
  readonly at: (path?: string) => string;
}

/** Serves a temporary tree of these files with the dashboard; dispose it. */
export async function serveDashboard(
  files: Readonly<Record<string, string>>,
  options: Partial<SpecwireOptions> = {},
): Promise<ServedDashboard> {
  const server = await startServer(files, { dashboard: await builtDashboard(), ...options });
  return {
    server,
    at: (path = '/') => new URL(path, server.url).href,
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

/** A server with a dashboard, and a browser of its own to look at it. */
export interface DashboardWorld extends ServedDashboard {
  readonly browser: TestBrowser;
}

/** Serves a tree as {@link serveDashboard} does, and starts a browser; dispose it. */
export async function startDashboard(
  files: Readonly<Record<string, string>>,
  options: Partial<SpecwireOptions> = {},
  browserOptions: BrowserOptions = {},
): Promise<DashboardWorld> {
  const served = await serveDashboard(files, options);
  const browser = await startBrowser(browserOptions);
  return {
    ...served,
    browser,
    async [Symbol.asyncDispose]() {
      await browser[Symbol.asyncDispose]();
      await served[Symbol.asyncDispose]();
    },
  };
}

/** The line of a spec in the list, as a selector. */
export function rowOf(id: string): string {
  return `.spec-row[data-spec="${id}"]`;
}
