import { readFile } from 'node:fs/promises';
import { get } from 'node:http';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { buildSchema, parse, validate } from 'graphql';
import { expect, test } from 'vitest';
import { GRAPHIQL_TABS } from '../../src/server/graphiql.ts';
import { startServer, type TestServer } from '../support/transport-server.ts';

const BROWSER = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';

/** Asks without undoing the coding, as `fetch` would. */
function ask(
  server: TestServer,
  headers: Record<string, string>,
): Promise<{ status: number; headers: Record<string, unknown>; body: Buffer }> {
  return new Promise((resolve, reject) => {
    get(server.url, { headers, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () =>
        resolve({ status: response.statusCode!, headers: response.headers, body: Buffer.concat(chunks) }),
      );
    }).on('error', reject);
  });
}

test('a browser gets GraphiQL, compressed as it likes, and does not load it twice', async () => {
  await using server = await startServer();
  const plain = await ask(server, { accept: BROWSER });
  expect(plain.status).toBe(200);
  expect(plain.headers).toMatchObject({
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-cache',
    vary: expect.stringContaining('Accept-Encoding'),
  });
  const html = String(plain.body);
  expect(html).toContain('<title>Specwire</title>');
  expect(html).toContain('specChanged');

  const gzipped = await ask(server, { accept: BROWSER, 'accept-encoding': 'gzip, deflate' });
  expect(gzipped.headers['content-encoding']).toBe('gzip');
  expect(gunzipSync(gzipped.body).equals(plain.body)).toBe(true);
  const br = await ask(server, { accept: BROWSER, 'accept-encoding': 'gzip, deflate, br' });
  expect(br.headers['content-encoding']).toBe('br');
  expect(brotliDecompressSync(br.body).equals(plain.body)).toBe(true);
  expect(br.body.length).toBeLessThan(plain.body.length / 3);
  const refusing = await ask(server, { accept: BROWSER, 'accept-encoding': 'gzip;q=0' });
  expect(refusing.headers['content-encoding']).toBeUndefined();

  const tags = new Set([plain, gzipped, br].map(({ headers }) => headers['etag']));
  expect(tags.size).toBe(3);
  const again = await ask(server, {
    accept: BROWSER,
    'accept-encoding': 'gzip',
    'if-none-match': String(gzipped.headers['etag']),
  });
  expect([again.status, again.body.length]).toEqual([304, 0]);
});

test('a GraphQL client does not get it, and nobody does when it is off', async () => {
  await using server = await startServer();
  for (const accept of ['*/*', 'application/json', 'application/json, text/html;q=0.5']) {
    expect((await ask(server, { accept })).headers['content-type']).toMatch(/^application\/json/);
  }
  await using bare = await startServer({ graphiql: false });
  expect((await ask(bare, { accept: BROWSER })).status).toBe(400);
});

test('what it begins with fits the schema', async () => {
  const sdl = await readFile(new URL('../../schema/schema.graphql', import.meta.url), 'utf8');
  const schema = buildSchema(sdl);
  for (const tab of GRAPHIQL_TABS) expect(validate(schema, parse(tab))).toEqual([]);
  expect(GRAPHIQL_TABS).toHaveLength(3);
});
