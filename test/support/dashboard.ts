import { execFile } from 'node:child_process';
import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { env } from 'node:process';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import type { SpecwireOptions } from '../../src/create-server.ts';
import { startBrowser, type BrowserOptions, type TestBrowser } from './browser.ts';
import { startServer, type TestServer } from './server.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

let building: Promise<URL> | undefined;

/** The dashboard as users get it, built from the sources once for each process of tests. */
export function builtDashboard(): Promise<URL> {
  building ??= build();
  return building;
}

async function build(): Promise<URL> {
  const folder = await mkdtemp(join(tmpdir(), 'specwire-dashboard-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  const vite = join(ROOT, 'node_modules/vite/bin/vite.js');
  const flags = ['build', 'src/dashboard', '--outDir', folder, '--emptyOutDir', '--logLevel', 'error'];
  // Where tests run it is `test`, and React would be another one.
  await promisify(execFile)(process.execPath, [vite, ...flags], {
    cwd: ROOT,
    env: { ...env, NODE_ENV: 'production' },
  });
  return pathToFileURL(`${folder}/`);
}

/** A server with a dashboard, and a browser to look at it. */
export interface DashboardWorld extends AsyncDisposable {
  readonly server: TestServer;
  readonly browser: TestBrowser;
  /** The address of the dashboard, or of a path in it. */
  at(path?: string): string;
}

/** Serves a temporary tree of these files with the dashboard; dispose it. */
export async function startDashboard(
  files: Readonly<Record<string, string>>,
  options: Partial<SpecwireOptions> = {},
  browserOptions: BrowserOptions = {},
): Promise<DashboardWorld> {
  const server = await startServer(files, { dashboard: await builtDashboard(), ...options });
  const browser = await startBrowser(browserOptions);
  return {
    server,
    browser,
    at: (path = '/') => new URL(path, server.url).href,
    async [Symbol.asyncDispose]() {
      await browser[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
    },
  };
}

/** The line of a spec in the list, as a selector. */
export function rowOf(id: string): string {
  return `.spec-row[data-spec="${id}"]`;
}
