import { readdir, readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { HttpExchange } from '../transports/http/exchange.ts';
import { sendProblem, sendText } from '../transports/http/reply.ts';
import { nothingHere } from './nothing-here.ts';
import { DASHBOARD_POLICY } from './security-headers.ts';
import { createStaticFile, type StaticFile } from './static-file.ts';

/** The page at `/`, and the files it needs. */
export interface Dashboard {
  /** Whether a request's path is the dashboard's. */
  owns(path: string): boolean;
  /** Answers a GET or a HEAD of such a path; with 503 and what to do where the dashboard has not been built. */
  serve(exchange: HttpExchange, path: string): Promise<void>;
}

const INDEX = '/index.html';
const ASSETS = '/assets/';
/** What the page itself tells apart. */
const VIEWS = ['/', '/operator', '/specs'];

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** @param folder what `npm run build` has made; it is read once, when it is first asked for */
export function createDashboard(folder: URL): Dashboard {
  const root = fileURLToPath(folder);
  let reading: Promise<ReadonlyMap<string, StaticFile>> | undefined;

  async function files(): Promise<ReadonlyMap<string, StaticFile>> {
    reading ??= readFiles(root);
    try {
      return await reading;
    } catch (error) {
      // It may be built while the server runs.
      reading = undefined;
      throw error;
    }
  }

  return {
    owns: (path) => VIEWS.includes(path) || path.startsWith(ASSETS) || path.startsWith('/specs/'),
    async serve(exchange, path) {
      let known: ReadonlyMap<string, StaticFile>;
      try {
        known = await files();
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
        return explain(exchange);
      }
      const file = known.get(path.startsWith(ASSETS) ? path : INDEX);
      return file ? file(exchange) : sendProblem(exchange.response, nothingHere());
    },
  };
}

/** All that may be asked for: no path of a request ever meets the file system. */
async function readFiles(root: string): Promise<ReadonlyMap<string, StaticFile>> {
  const names = (await readdir(join(root, ASSETS))).map((name) => `${ASSETS}${name}`);
  const entries = await Promise.all(
    [INDEX, ...names].map(async (path) => {
      const body = await readFile(join(root, path));
      const headers = headersOf(path);
      return [path, createStaticFile(() => Promise.resolve({ body, headers }))] as const;
    }),
  );
  return new Map(entries);
}

function headersOf(path: string): Record<string, string> {
  // What has a hash of its content in its name is another file when it changes.
  const isHashed = /-[\w-]{8}\.\w+$/.test(path);
  return {
    'content-type': TYPES[extname(path)] ?? 'application/octet-stream',
    'cache-control': isHashed ? 'public, max-age=31536000, immutable' : 'no-cache',
    vary: 'Accept-Encoding, Origin',
    ...(path === INDEX ? { 'content-security-policy': DASHBOARD_POLICY } : {}),
  };
}

function explain({ response }: HttpExchange): void {
  sendText(response, 503, NOT_BUILT, {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
  });
}

const NOT_BUILT = `<!doctype html>
<html lang="en">
<title>Specwire</title>
<h1>The dashboard has not been built</h1>
<p>The server runs, and <a href="/graphql">/graphql</a> answers. Run <code>npm run build</code> and load this page
again, or start the server with <code>--no-dashboard</code>.</p>
</html>
`;
