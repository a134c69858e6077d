import { createServer } from 'node:net';
import { connect } from 'node:net';
import { describe, expect, test } from 'vitest';
import { EventStreamReader } from '../support/event-stream-reader.ts';
import { exchangeRaw } from '../support/raw-http.ts';
import { RawSocket } from '../support/raw-socket.ts';
import { startServer } from '../support/transport-server.ts';

const JSON_TYPE = { 'content-type': 'application/json' };
const RESPONSE_JSON = 'application/graphql-response+json';
const TICKS = 'subscription { ticks { number } }';

function post(url: string, body: string, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(url, { method: 'POST', headers: { ...JSON_TYPE, ...headers }, body });
}

describe('GraphQL over HTTP', () => {
  test('answers POST and GET, in the media type that is asked for', async () => {
    await using server = await startServer();
    const posted = await post(server.url, '{"query":"{ hello }"}', { accept: RESPONSE_JSON });
    expect(posted.headers.get('content-type')).toBe(`${RESPONSE_JSON}; charset=utf-8`);
    expect(await posted.json()).toEqual({ data: { hello: 'Hello you' } });
    const got = await fetch(`${server.url}?query={hello}`);
    expect(got.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(got.status).toBe(200);
    const head = await fetch(`${server.url}?query={hello}`, { method: 'HEAD' });
    expect([head.status, await head.text()]).toEqual([200, '']);
  });

  test.each([
    ['a syntax error', '{"query":"{"}', 'GRAPHQL_PARSE_FAILED', 400],
    ['a validation error', '{"query":"{ nothing }"}', 'GRAPHQL_VALIDATION_FAILED', 400],
    [
      'an unknown operation',
      '{"query":"query A { hello }","operationName":"B"}',
      'OPERATION_RESOLUTION_FAILURE',
      400,
    ],
    ['a missing variable', '{"query":"query($from: Int!) { count(from: $from) }"}', 'BAD_USER_INPUT', 400],
    ['a subscription', JSON.stringify({ query: TICKS }), 'SUBSCRIPTION_NEEDS_STREAM', 400],
    ['a resolver that throws', '{"query":"{ broken }"}', 'INTERNAL_SERVER_ERROR', 200],
  ])('%s has the code that it has everywhere', async (_case, body, code, status) => {
    await using server = await startServer();
    for (const [accept, expected] of [
      [RESPONSE_JSON, status],
      ['application/json', 200],
    ] as const) {
      const response = await post(server.url, body, { accept });
      expect(response.status).toBe(expected);
      const text = await response.text();
      expect(JSON.parse(text)).toMatchObject({ errors: [{ extensions: { code } }] });
      expect(text).not.toMatch(/"http"|stack|secret/);
    }
  });

  test('a subscription without a stream is told where to go, and never opened', async () => {
    await using server = await startServer();
    for (const accept of [
      'application/json',
      '*/*',
      'text/html',
      RESPONSE_JSON,
      'image/png',
      'multipart/mixed',
    ]) {
      const response = await post(server.url, JSON.stringify({ query: TICKS }), { accept });
      const text = await response.text();
      const isReadable = accept !== 'text/html' && accept !== 'image/png';
      expect(text).toContain(isReadable ? 'Accept: text/event-stream' : 'NOT_ACCEPTABLE');
    }
    expect(server.allSources).toHaveLength(0);
  });

  test('a mutation needs POST', async () => {
    await using server = await startServer();
    const response = await fetch(`${server.url}?query=mutation{set(to:1)}`);
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'POST']);
    expect(await (await post(server.url, '{"query":"mutation { set(to: 1) }"}')).json()).toEqual({
      data: { set: 1 },
    });
  });

  test('malformed variables in a GET are a bad request', async () => {
    await using server = await startServer();
    const response = await fetch(`${server.url}?query={hello}&variables={`);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'BAD_REQUEST' } }] });
  });

  test('a result that JSON cannot hold is an error of the server', async () => {
    await using server = await startServer();
    const response = await post(server.url, '{"query":"{ weird }"}');
    expect(await response.json()).toMatchObject({
      errors: [{ message: 'Unexpected error.', extensions: { code: 'INTERNAL_SERVER_ERROR' } }],
    });
  });
});

describe('bodies', () => {
  test.each([
    'text/plain',
    'text/plain; application/json',
    'application/json, text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/jsonx',
    '',
  ])('of type %j are refused with 415', async (type) => {
    await using server = await startServer();
    for (const path of ['/graphql', '/graphql/stream']) {
      const response = await fetch(new URL(path, server.url), {
        method: 'POST',
        headers: { accept: 'text/event-stream', 'content-type': type },
        body: new TextEncoder().encode('{"query":"{ hello }"}'),
      });
      expect(response.status).toBe(415);
    }
  });

  test('of JSON may have parameters', async () => {
    await using server = await startServer();
    const response = await post(server.url, '{"query":"{hello}"}', {
      'content-type': 'Application/JSON ; charset=utf-8',
    });
    expect(response.status).toBe(200);
  });

  test.each(['/graphql', '/graphql/stream'])(
    'over the limit are refused on %s, whatever their length',
    async (path) => {
      await using server = await startServer({ maxBodyBytes: 1_000 });
      const body = JSON.stringify({ query: '{ hello }', variables: { text: 'x'.repeat(1_000) } });
      const response = await post(server.streamUrl.replace('/graphql/stream', path), body, {
        accept: 'text/event-stream',
      });
      expect(response.status).toBe(413);
      expect(await response.json()).toMatchObject({
        errors: [{ extensions: { code: 'PAYLOAD_TOO_LARGE', limit: 'maxBodyBytes', max: 1_000 } }],
      });
    },
  );

  test('over the limit are not read on, also without a length', async () => {
    await using server = await startServer({ maxBodyBytes: 1_000 });
    const head = `POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n`;
    const answer = await exchangeRaw(server.port, head, `800\r\n${'x'.repeat(0x800)}\r\n`);
    expect(answer).toMatch(/^HTTP\/1.1 413 /);
    expect(answer).toContain('maxBodyBytes');
  });

  test.each([
    ['not JSON', '{"query":'],
    ['no object', '7'],
    ['null', 'null'],
    ['empty', ''],
  ])('that are %s are a bad request in the shape of a GraphQL result', async (_case, body) => {
    await using server = await startServer();
    const response = await post(server.url, body);
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({
      errors: [{ message: expect.any(String), extensions: { code: 'BAD_REQUEST' } }],
    });
  });

  test('that are no UTF-8, or compressed, are refused', async () => {
    await using server = await startServer();
    const garbled = await fetch(server.url, {
      method: 'POST',
      headers: JSON_TYPE,
      body: new Uint8Array([0x22, 0xff, 0x22]),
    });
    expect(garbled.status).toBe(400);
    const packed = await post(server.url, '{}', { 'content-encoding': 'gzip' });
    expect(packed.status).toBe(415);
  });
});

describe('routes', () => {
  test('are exact', async () => {
    await using server = await startServer();
    for (const path of [
      '/graphql/',
      '/x/graphql',
      '/graphql/stream/',
      '/Graphql',
      '//graphql',
      '/api/graphql/stream',
    ]) {
      const response = await fetch(`http://127.0.0.1:${server.port}${path}?query={hello}`);
      expect(response.status).toBe(404);
      expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'NOT_FOUND' } }] });
    }
  });

  test('say which methods they take', async () => {
    await using server = await startServer();
    const response = await fetch(server.url, { method: 'PATCH' });
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET, HEAD, POST, OPTIONS']);
    const health = await fetch(new URL('/healthz', server.url), { method: 'POST' });
    expect([health.status, health.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
  });

  test('lead a browser from / to GraphiQL', async () => {
    await using server = await startServer();
    const root = new URL('/', server.url);
    const page = await fetch(root, { headers: { accept: 'text/html,*/*;q=0.8' }, redirect: 'manual' });
    expect([page.status, page.headers.get('location')]).toEqual([302, '/graphql']);
    expect((await fetch(root)).status).toBe(404);
  });

  test('tell of life and readiness', async () => {
    let ready = false;
    await using server = await startServer({
      health: () => {
        if (!ready) throw new Error('no');
        return { ready, watcher: 'watching' };
      },
    });
    const alive = await fetch(new URL('/healthz', server.url));
    expect([alive.status, await alive.json()]).toEqual([200, { status: 'ok' }]);
    expect((await fetch(new URL('/readyz', server.url))).status).toBe(503);
    ready = true;
    const answer = await fetch(new URL('/readyz', server.url));
    expect([answer.status, await answer.json()]).toEqual([200, { ready: true, watcher: 'watching' }]);
    expect((await fetch(new URL('/healthz', server.url), { method: 'HEAD' })).status).toBe(200);
  });
});

describe('origins', () => {
  const corsOrigins = ['https://one.example', 'https://two.example'];

  test('that are listed are named exactly, with credentials; others hear nothing', async () => {
    await using server = await startServer({ corsOrigins });
    for (const origin of corsOrigins) {
      const { headers } = await post(server.url, '{"query":"{hello}"}', { origin });
      expect(headers.get('access-control-allow-origin')).toBe(origin);
      expect(headers.get('access-control-allow-credentials')).toBe('true');
      expect(headers.get('vary')).toMatch(/Origin/);
    }
    for (const origin of [
      'https://evil.example',
      'null',
      'https://one.example.evil.example',
      'http://one.example',
    ]) {
      const { headers, status } = await post(server.url, '{"query":"{hello}"}', { origin });
      expect(status).toBe(200);
      expect([...headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([]);
      expect(headers.get('vary')).toMatch(/Origin/);
    }
  });

  test('get a preflight answered', async () => {
    await using server = await startServer({ corsOrigins });
    const ask = (origin: string): Promise<Response> =>
      fetch(server.streamUrl, {
        method: 'OPTIONS',
        headers: { origin, 'access-control-request-method': 'PUT' },
      });
    const { headers, status } = await ask('https://two.example');
    expect(status).toBe(204);
    expect(headers.get('access-control-allow-methods')).toContain('PUT');
    expect(headers.get('access-control-allow-headers')?.toLowerCase()).toContain(
      'x-graphql-event-stream-token',
    );
    expect((await ask('https://evil.example')).headers.has('access-control-allow-methods')).toBe(false);
  });

  test('that are foreign open no WebSocket; none, the own and listed ones do', async () => {
    await using server = await startServer({ corsOrigins });
    for (const origin of [undefined, new URL(server.url).origin, 'https://one.example']) {
      using socket = new RawSocket(server.wsUrl, origin === undefined ? {} : { origin });
      await socket.acknowledged();
    }
    using foreign = new RawSocket(server.wsUrl, { origin: 'https://evil.example' });
    await expect(foreign.opened()).rejects.toThrow('403');
    expect(server.connections.totals.refused).toBe(1);
    using elsewhere = new RawSocket(`${server.wsUrl}/stream`);
    await expect(elsewhere.opened()).rejects.toThrow('404');
  });
});

describe('whatever comes in', () => {
  test.each([
    ['no HTTP', 'hello\r\n\r\n', '400'],
    ['headers without end', `GET / HTTP/1.1\r\nHost: x\r\nA: ${'x'.repeat(40_000)}\r\n\r\n`, '431'],
    [
      'an upgrade to something else',
      'GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: Upgrade, close\r\nUpgrade: h2c\r\n\r\n',
      '200',
    ],
    [
      'an upgrade without a key',
      'GET /graphql HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n',
      '400',
    ],
    ['an address that is none', 'GET //%%[:: HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n', '404'],
  ])('%s is answered', async (_case, bytes, status) => {
    await using server = await startServer();
    expect(await exchangeRaw(server.port, bytes)).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
  });

  test('clients that reset the connection at any point do no harm', async () => {
    await using server = await startServer();
    const stream =
      'POST /graphql HTTP/1.1\r\nHost: x\r\nAccept: text/event-stream\r\nContent-Type: application/json\r\n';
    const body = JSON.stringify({ query: TICKS });
    for (const bytes of [
      'GET',
      `${stream}Content-Length: 100\r\n\r\n{"que`,
      `${stream}Content-Length: ${body.length}\r\n\r\n${body}`,
    ]) {
      const socket = connect(server.port, '127.0.0.1');
      await new Promise<void>((resolve) => socket.write(bytes, () => resolve()));
      await (await fetch(new URL('/healthz', server.url))).text();
      socket.resetAndDestroy();
    }
    await server.settled();
    expect(server.errors).toEqual([]);
  });

  test('an executor and a health check with faults are errors, not ends', async () => {
    await using server = await startServer({
      wrap: (executor) => ({ ...executor, run: () => Promise.reject(new Error('secret')) }),
      createContext: () => {
        throw new Error('secret');
      },
    });
    for (const accept of ['application/json', 'text/event-stream']) {
      const text = await (await post(server.url, '{"query":"{ hello }"}', { accept })).text();
      expect(text).toContain('INTERNAL_SERVER_ERROR');
      expect(text).not.toContain('secret');
    }
    using socket = await new RawSocket(server.wsUrl).acknowledged();
    socket.subscribe('1', TICKS);
    expect(JSON.stringify(await socket.next())).toContain('INTERNAL_SERVER_ERROR');
  });
});

describe('listening and closing', () => {
  test('a port in use rejects', async () => {
    const squatter = createServer();
    await new Promise<void>((resolve) => squatter.listen(0, '127.0.0.1', resolve));
    const { port } = squatter.address() as { port: number };
    await using server = await startServer();
    await server.http.close();
    await expect(startServer({ port })).rejects.toThrow('EADDRINUSE');
    await expect(server.http.listen(0, '127.0.0.1')).rejects.toThrow('closed');
    squatter.close();
  });

  test('closing ends WebSockets, event streams and requests under way, and twice is harmless', async () => {
    const server = await startServer();
    using socket = await new RawSocket(server.wsUrl).acknowledged();
    socket.subscribe('1', TICKS);
    await using stream = await EventStreamReader.post(server.url, { query: TICKS });
    const reserved = await (await fetch(server.streamUrl, { method: 'PUT' })).text();
    await using single = await EventStreamReader.open(`${server.streamUrl}?token=${reserved}`);
    const hanging = post(server.url, '{"query":"{ held }"}').catch(() => 'cut off');
    await server.sources.next();
    await server.sources.next();
    await expect.poll(() => server.contexts.length).toBe(3);
    await Promise.all([server.http.close(), server.http.close()]);
    expect((await socket.closed).code).toBe(1001);
    expect(await stream.event()).toBeUndefined();
    expect(await single.event()).toBeUndefined();
    expect(await hanging).toBe('cut off');
    await server.settled();
    await server[Symbol.asyncDispose]();
    await expect(fetch(server.url)).rejects.toThrow('fetch failed');
  });

  test('names the address it listens on', async () => {
    await using server = await startServer();
    expect(server.url).toBe(`http://127.0.0.1:${server.port}/graphql`);
    expect(server.port).toBeGreaterThan(0);
  });
});
