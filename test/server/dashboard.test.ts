import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import { createSpecTree } from '../support/spec-tree.ts';
import { authenticateTokens } from '../support/guarded-server.ts';
import { startServer as startSpecwire } from '../support/server.ts';
import { exchangeRaw } from '../support/raw-http.ts';
import { startServer, type TestOptions, type TestServer } from '../support/transport-server.ts';

const HTML = { accept: 'text/html' };
const PAGE = '<!doctype html><title>Specwire</title>';
const SCRIPT = `console.log(${JSON.stringify('a script that is worth compressing '.repeat(40))});`;

interface Served extends AsyncDisposable {
  readonly server: TestServer;
  /** The folder that is served. */
  readonly folder: string;
  ask(path: string, init?: RequestInit): Promise<Response>;
}

/** A server with a dashboard of three files; beside its folder lies one that is nobody's business. */
async function serve(options: TestOptions = {}): Promise<Served> {
  const tree = await createSpecTree({
    'built/index.html': PAGE,
    'built/assets/index-AbCd_123.js': SCRIPT,
    'built/assets/theme.js': '// theme',
    'secret.txt': 'secret',
  });
  const folder = tree.at('built');
  const server = await startServer({ dashboard: pathToFileURL(`${folder}/`), ...options });
  return {
    server,
    folder,
    ask: (path, init = {}) => fetch(new URL(path, server.url), { redirect: 'manual', ...init }),
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      await tree[Symbol.asyncDispose]();
    },
  };
}

describe('the dashboard', () => {
  test.each(['/', '/?status=draft', '/operator', '/specs/E13-F03', '/specs/notes%2Fa%20b'])(
    'is the page at %s, under a policy that lets it run its own files alone',
    async (path) => {
      await using served = await serve();
      const response = await served.ask(path, { headers: HTML });
      expect(await response.text()).toBe(PAGE);
      expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
      expect(response.headers.get('cache-control')).toBe('no-cache');
      const policy = response.headers.get('content-security-policy');
      expect(policy).toContain("script-src 'self'; style-src 'self'");
      expect(policy).not.toContain('unsafe');
    },
  );

  test('has files that are kept for ever where their names tell their content, and compressed as one likes', async () => {
    await using served = await serve();
    const script = await served.ask('/assets/index-AbCd_123.js', { headers: { 'accept-encoding': 'br' } });
    expect(await script.text()).toBe(SCRIPT);
    expect(Object.fromEntries(script.headers)).toMatchObject({
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': 'public, max-age=31536000, immutable',
      'content-encoding': 'br',
      vary: expect.stringContaining('Accept-Encoding') as string,
    });
    const theme = await served.ask('/assets/theme.js');
    expect(theme.headers.get('cache-control')).toBe('no-cache');
    const again = await served.ask('/assets/theme.js', {
      headers: { 'if-none-match': theme.headers.get('etag')! },
    });
    expect([again.status, await again.text()]).toEqual([304, '']);
    for (const coding of ['br', 'gzip']) {
      const { headers } = await served.ask('/assets/index-AbCd_123.js', {
        headers: { 'accept-encoding': coding },
      });
      expect(headers.get('content-encoding')).toBe(coding);
      expect(Number(headers.get('content-length'))).toBeLessThan(SCRIPT.length / 3);
    }
  });

  test('answers HEAD with the head alone, and other methods with those it has', async () => {
    await using served = await serve();
    const head = await served.ask('/specs/E1', { method: 'HEAD' });
    expect([head.status, head.headers.get('content-type'), await head.text()]).toEqual([
      200,
      'text/html; charset=utf-8',
      '',
    ]);
    const posted = await served.ask('/', { method: 'POST' });
    expect([posted.status, posted.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
  });

  test.each([
    '/assets/../../secret.txt',
    '/assets/..%2f..%2fsecret.txt',
    '/assets/%2e%2e/%2e%2e/secret.txt',
    '/assets/....//secret.txt',
    '/assets/',
    '/assets/index.html',
    '/assets/nothing-12345678.js',
    '/../secret.txt',
    '/index.html',
    '/nowhere',
  ])('has nothing at %s', async (path) => {
    await using served = await serve();
    const raw = await exchangeRaw(
      served.server.port,
      `GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`,
    );
    expect(raw).toMatch(/^HTTP\/1\.1 404 /);
    expect(raw).not.toContain('secret"');
  });

  test('is read once, and does not mind that its files change or go', async () => {
    await using served = await serve();
    await (await served.ask('/')).text();
    await writeFile(join(served.folder, 'index.html'), 'changed');
    await rm(join(served.folder, 'assets'), { recursive: true });
    expect(await (await served.ask('/')).text()).toBe(PAGE);
    expect((await served.ask('/assets/theme.js')).status).toBe(200);
  });

  test('says what to do where it has not been built, and is there once it has', async () => {
    await using served = await serve();
    await rm(served.folder, { recursive: true });
    const missing = await served.ask('/specs/E1', { headers: HTML });
    expect(missing.status).toBe(503);
    expect(missing.headers.get('cache-control')).toBe('no-store');
    expect(await missing.text()).toContain('npm run build');
    await mkdir(join(served.folder, 'assets'), { recursive: true });
    await writeFile(join(served.folder, 'index.html'), PAGE);
    expect(await (await served.ask('/specs/E1')).text()).toBe(PAGE);
  });

  test('needs no token for its page, while what it shows does', async () => {
    await using served = await serve({ authenticate: authenticateTokens() });
    expect((await served.ask('/')).status).toBe(200);
    expect((await served.ask('/graphql?query={hello}')).status).toBe(401);
  });
});

test('without a dashboard browsers are sent on to GraphiQL, and there is nothing else', async () => {
  await using server = await startSpecwire({}, { dashboard: false });
  const ask = (path: string) => fetch(new URL(path, server.url), { headers: HTML, redirect: 'manual' });
  expect((await ask('/')).headers.get('location')).toBe('/graphql');
  expect((await ask('/specs/E1')).status).toBe(404);
  expect((await ask('/assets/theme.js')).status).toBe(404);
});
