import { describe, expect, test, vi } from 'vitest';
import type { Subscriber } from '../../src/delivery/subscriber.ts';
import { ControllableSource } from '../support/controllable-source.ts';
import { EventStreamReader } from '../support/event-stream-reader.ts';
import { exchangeRaw } from '../support/raw-http.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { specText } from '../support/spec-tree.ts';

const OPERATOR = 'the-token-of-the-operator';
const LENDING = 'the-token-of-lending';
const access = { tokens: [{ token: OPERATOR }, { token: LENDING, specs: ['E01'] }] };
const FILES = {
  'E01/spec.md': specText({ title: 'Lending' }),
  'E02/spec.md': specText({ title: 'Hidden treasure' }),
};

function at({ url }: TestServer, search = ''): string {
  return new URL(`/api/events${search}`, url).href;
}

function bearer(token: string): Record<string, string> {
  return { authorization: `Bearer ${token}` };
}

describe('where tokens are asked for', () => {
  test('nobody gets in without one, and nobody by a token in the address', async () => {
    await using server = await startServer(FILES, { access });
    const refused = await fetch(at(server));
    expect(refused.status).toBe(401);
    expect(refused.headers.get('www-authenticate')).toContain('Bearer');
    expect((await fetch(at(server, `?token=${OPERATOR}`))).status).toBe(400);
    expect((await fetch(at(server, `?access_token=${OPERATOR}`))).status).toBe(400);
  });

  test('what is out of sight is neither in snapshots nor in changes', async () => {
    await using server = await startServer(FILES, { access });
    await using stream = await EventStreamReader.open(at(server, '?snapshot=true'), {
      headers: bearer(LENDING),
    });
    expect(await stream.event()).toMatchObject({ data: { specs: [{ id: 'E01' }] } });
    await server.tree.write('E02/spec.md', specText({ title: 'Still hidden' }));
    await expect.poll(() => server.services.log.head).toBe(1);
    await server.tree.write('E01/F01/spec.md', specText({ title: 'Loans' }));
    expect(await stream.event()).toMatchObject({ data: { changes: [{ specId: 'E01-F01' }] } });
  });

  test.each(['text/event-stream', '*/*'])(
    'a ticket opens it once, for whoever accepts %s',
    async (accept) => {
      await using server = await startServer(FILES, { access });
      const ticketing = new URL('/graphql/ticket', server.url);
      const issued = await fetch(ticketing, { method: 'POST', headers: bearer(LENDING) });
      const { ticket } = (await issued.json()) as { ticket: string };
      const address = at(server, `?snapshot=true&ticket=${ticket}`);
      expect((await fetch(address, { method: 'HEAD' })).status).toBe(401);
      await using stream = await EventStreamReader.open(address, { headers: { accept } });
      expect(await stream.event()).toMatchObject({ data: { specs: [{ id: 'E01' }] } });
      expect((await fetch(address, { headers: { accept } })).status).toBe(401);
    },
  );

  test('it ends when the token expires', async () => {
    const expiresAtMs = Date.now() + 1_000;
    await using server = await startServer(FILES, { authenticate: () => ({ expiresAtMs }) });
    await using stream = await EventStreamReader.open(at(server));
    expect(await stream.event()).toBeUndefined();
    await expect.poll(() => server.services.hub.size).toBe(0);
  });
});

describe('refuses', () => {
  test('pages of a foreign origin with 403, and no others', async () => {
    await using server = await startServer(FILES, { corsOrigins: ['https://dash.example'] });
    const status = async (origin: string) => {
      await using stream = await EventStreamReader.open(at(server), { headers: { origin } });
      return [stream.response.status, stream.response.headers.get('access-control-allow-origin')];
    };
    expect(await status('https://evil.example')).toEqual([403, null]);
    expect(await status('https://dash.example')).toEqual([200, 'https://dash.example']);
  });

  test("names that are not the server's with 421", async () => {
    await using server = await startServer(FILES);
    const answer = await exchangeRaw(
      Number(server.url.port),
      'GET /api/events HTTP/1.1\r\nHost: rebound.example\r\nConnection: close\r\n\r\n',
    );
    expect(answer).toMatch(/^HTTP\/1\.1 421 /);
  });

  test('one stream more than there may be with 429 and 503', async () => {
    for (const [limit, status] of [
      ['maxConnectionsPerAddress', 429],
      ['maxConnections', 503],
    ] as const) {
      await using server = await startServer(FILES, { [limit]: 1 });
      await using stream = await EventStreamReader.open(at(server));
      expect(stream.response.status).toBe(200);
      const refused = await fetch(at(server));
      expect(refused.status).toBe(status);
      expect(refused.headers.get('retry-after')).toMatch(/^\d+$/);
      expect(await refused.json()).toMatchObject({ errors: [{ extensions: { limit } }] });
    }
  });

  test('an address that is too dear with 400', async () => {
    await using server = await startServer(FILES, { maxCost: 1_000 });
    const refused = await fetch(at(server, '?batch=true&maxBatchSize=1000'));
    expect(refused.status).toBe(400);
    expect(await refused.json()).toMatchObject({ errors: [{ extensions: { code: 'QUERY_TOO_COMPLEX' } }] });
  });

  test('other methods with 405', async () => {
    await using server = await startServer(FILES);
    const refused = await fetch(at(server), { method: 'POST' });
    expect([refused.status, refused.headers.get('allow')]).toEqual([405, 'GET, HEAD, OPTIONS']);
  });
});

test('HEAD tells how a GET would begin, and holds nothing', async () => {
  await using server = await startServer(FILES);
  const { status, headers } = await fetch(at(server), { method: 'HEAD' });
  expect(status).toBe(200);
  expect(headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
  expect(headers.get('specwire-cursor')).toMatch(/^\w+\.0$/);
  await expect.poll(() => [server.services.hub.size, server.services.connections.all()]).toEqual([0, []]);
  expect((await fetch(at(server, '?windowMs=-1'), { method: 'HEAD' })).status).toBe(400);
  // Whoever keeps the connection can use it at once for something else.
  const answers = await exchangeRaw(
    Number(server.url.port),
    'HEAD /api/events HTTP/1.1\r\nHost: localhost\r\n\r\n' +
      'GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n',
  );
  expect(answers).toMatch(/text\/event-stream[\s\S]*"status":"ok"/);
});

test('OPTIONS lets an allowed page send the header by which it resumes', async () => {
  await using server = await startServer(FILES, { corsOrigins: ['https://dash.example'] });
  const { status, headers } = await fetch(at(server), {
    method: 'OPTIONS',
    headers: { origin: 'https://dash.example' },
  });
  expect([status, headers.get('access-control-allow-methods')]).toEqual([204, 'GET, HEAD, OPTIONS']);
  expect(headers.get('access-control-allow-headers')).toContain('Last-Event-ID');
});

test('a server that shuts down says when to come back, gives what there is and takes nobody in', async () => {
  await using server = await startServer(FILES);
  await using stream = await EventStreamReader.open(at(server, '?windowMs=60000'));
  await expect.poll(() => server.services.hub.size).toBe(1);
  await server.tree.write('E02/spec.md', specText({ title: 'Gathered' }));
  await expect.poll(() => server.services.log.head).toBe(1);
  const draining = server.drain(500);
  const late = await fetch(at(server));
  expect(late.status).toBe(503);
  expect(server.services.connections.totals.refusedBy).toMatchObject({ draining: 1 });
  expect(await stream.event()).toMatchObject({ event: 'spec.updated' });
  const last = (await stream.block())!;
  expect(Number(last.retry)).toBeGreaterThanOrEqual(500);
  expect(await stream.block()).toBeUndefined();
  await draining;
});

test('comments keep it open', async () => {
  await using server = await startServer(FILES, { keepAliveMs: 20 });
  await using stream = await EventStreamReader.open(at(server));
  const blocks = [await stream.block(), await stream.block(), await stream.block(), await stream.block()];
  expect(blocks.map((block) => block?.comment)).toEqual([true, false, true, true]);
});

describe('when the server is at fault', () => {
  function withSource(server: TestServer): ControllableSource<unknown> {
    const source = new ControllableSource<unknown>();
    vi.spyOn(server.services.hub, 'subscribe').mockReturnValue(source as unknown as Subscriber);
    return source;
  }

  test('before the stream begins, it is a status, after which an EventSource does not come back', async () => {
    await using server = await startServer(FILES);
    vi.spyOn(server.services.hub, 'subscribe').mockImplementation(() => {
      throw new Error('secret of /etc/hosts');
    });
    const answer = await fetch(at(server));
    expect(answer.status).toBe(500);
    expect(await answer.json()).toEqual({
      errors: [{ message: 'Unexpected error.', extensions: { code: 'INTERNAL_SERVER_ERROR' } }],
    });
  });

  test('midway, it is an event of its own name, and a word to come back later than usual', async () => {
    await using server = await startServer(FILES);
    const source = withSource(server);
    await using stream = await EventStreamReader.open(at(server));
    source.fail(new Error('secret of /etc/hosts'));
    expect(await stream.event()).toEqual({
      event: 'specs.error',
      id: undefined,
      data: { errors: [{ message: 'Unexpected error.', extensions: { code: 'INTERNAL_SERVER_ERROR' } }] },
    });
    const last = (await stream.block())!;
    expect(Number(last.retry)).toBeGreaterThanOrEqual(20_000);
    expect(await stream.block()).toBeUndefined();
    await source.returned;
  });
});

test('a client that stops reading stops the pulling', async () => {
  await using server = await startServer(FILES);
  const source = new ControllableSource<object>();
  vi.spyOn(server.services.hub, 'subscribe').mockReturnValue(source as unknown as Subscriber);
  const stream = await EventStreamReader.open(at(server, '?batch=true'));
  const specs = Array.from({ length: 200 }, () => [...server.services.log.specs][0]);
  source.pushForEver(() => ({ kind: 'snapshot', specs, cursor: 'a.1', timestampMs: 0 }));
  for (let last = -1; last !== source.pulled;) {
    last = source.pulled;
    for (let turn = 0; turn < 10; turn += 1) await (await fetch(new URL('/healthz', server.url))).text();
  }
  expect(source.pulled).toBeLessThan(2_000);
  await stream[Symbol.asyncDispose]();
  await source.returned;
});
