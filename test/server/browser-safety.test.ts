import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { exchangeRaw } from '../support/raw-http.ts';
import { startServer as startSpecwire } from '../support/server.ts';
import { startServer } from '../support/transport-server.ts';

const JSON_TYPE = { 'content-type': 'application/json' };
const STREAM = { accept: 'text/event-stream' };
const HTML = { accept: 'text/html' };

const SAFE = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  'x-frame-options': 'DENY',
};

describe('what browsers are told', () => {
  test.each<[string, string, RequestInit]>([
    ['a result', '/graphql?query={hello}', {}],
    ['an error', '/graphql', { method: 'POST', headers: JSON_TYPE, body: '{' }],
    ['an event stream', '/graphql?query=subscription{ticks{number}}', { headers: STREAM }],
    ['a refused method', '/graphql/ticket', {}],
    ['nothing', '/nowhere', {}],
    ['health', '/healthz', {}],
    ['the way to GraphiQL', '/', { headers: HTML, redirect: 'manual' }],
    ['GraphiQL', '/graphql', { headers: HTML }],
  ])('%s is used for nothing else, and tells nothing of the server', async (name, path, init) => {
    await using server = await startServer();
    const { headers, body } = await fetch(new URL(path, server.url), init);
    await body?.cancel();
    expect(Object.fromEntries(headers)).toMatchObject(SAFE);
    const policy = headers.get('content-security-policy')!;
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    if (name !== 'GraphiQL') expect(policy).not.toContain('script-src');
    for (const telling of ['server', 'x-powered-by', 'via']) expect(headers.get(telling)).toBeNull();
    expect([...headers.values()].join('\n')).not.toMatch(/node|yoga|specwire\/|\d+\.\d+\.\d+/i);
  });

  test('GraphiQL runs its own scripts alone, and talks to this server alone', async () => {
    await using server = await startServer();
    const page = await fetch(server.url, { headers: HTML });
    const scripts = [...(await page.text()).matchAll(/<script[^>]*>([\s\S]*?)<\/script>/g)];
    expect(scripts.length).toBeGreaterThan(0);
    const policy = page.headers.get('content-security-policy')!;
    const directive = (name: string) => new RegExp(`(?:^|; )${name} ([^;]*)`).exec(policy)?.[1];
    for (const [, script] of scripts) {
      const digest = createHash('sha256').update(script!).digest('base64');
      expect(directive('script-src')).toContain(`'sha256-${digest}'`);
    }
    expect(directive('script-src')).not.toContain('unsafe');
    expect(directive('connect-src')).toBe("'self'");
  });

  test('GraphiQL sends the headers of its editor over a WebSocket too', async () => {
    await using server = await startServer();
    const html = await (await fetch(server.url, { headers: HTML })).text();
    expect(html.match(/connectionParams:\{headers:\w+\?\.headers\}/g)).toHaveLength(1);
  });
});

describe('pages of other origins', () => {
  const corsOrigins = ['https://one.example', 'https://two.example'];

  test.each([
    'https://three.example',
    'null',
    'https://one.example.evil.example',
    'http://one.example',
    'https://one.example:444',
    'https://one.example/',
    'HTTPS://ONE.EXAMPLE',
  ])('%s may not read answers, nor open anything', async (origin) => {
    await using server = await startServer({ corsOrigins });
    const { headers } = await fetch(`${server.url}?query={hello}`, { headers: { origin } });
    expect(headers.get('vary')).toContain('Origin');
    expect([...headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([]);
    const refused = [
      await fetch(`${server.url}?query=subscription{ticks{number}}`, { headers: { ...STREAM, origin } }),
      await fetch(server.streamUrl, { method: 'PUT', headers: { origin } }),
      await fetch(`${server.url}/ticket`, { method: 'POST', headers: { origin } }),
    ];
    expect(refused.map(({ status }) => status)).toEqual([403, 403, 403]);
    const upgrade = await exchangeRaw(
      server.port,
      `GET /graphql HTTP/1.1\r\nHost: localhost\r\nOrigin: ${origin}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
        'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n',
    );
    expect(upgrade).toContain('HTTP/1.1 403');
  });

  test('that are named may, with a token and with cookies', async () => {
    await using server = await startServer({ corsOrigins });
    for (const origin of corsOrigins) {
      const { headers } = await fetch(server.url, {
        method: 'OPTIONS',
        headers: {
          origin,
          'access-control-request-method': 'POST',
          'access-control-request-headers': 'authorization,content-type',
        },
      });
      expect(headers.get('access-control-allow-origin')).toBe(origin);
      expect(headers.get('access-control-allow-credentials')).toBe('true');
      expect(headers.get('access-control-allow-headers')).toContain('Authorization');
    }
  });

  test.each([
    ['a form', 'application/x-www-form-urlencoded', 'query={hello}'],
    ['a form with files', 'multipart/form-data; boundary=x', '--x--'],
    ['text', 'text/plain', '{"query":"{hello}"}'],
    ['text that claims to be more', 'text/plain; application/json', '{"query":"{hello}"}'],
  ])('cannot have %s executed, which takes no preflight', async (_name, type, body) => {
    await using server = await startServer();
    const response = await fetch(server.url, { method: 'POST', headers: { 'content-type': type }, body });
    expect(response.status).toBe(415);
    expect(server.contexts).toEqual([]);
  });

  test('cannot change anything by GET', async () => {
    await using server = await startServer();
    const mutation = encodeURIComponent('mutation { set(to: 1) }');
    expect((await fetch(`${server.url}?query=${mutation}`)).status).toBe(405);
    const stream = await fetch(`${server.url}?query=${mutation}`, { headers: STREAM });
    expect(await stream.text()).toContain('needs POST');
    expect(server.contexts).toEqual([]);
  });
});

describe('a page that makes its own name point here', () => {
  const ask = async (port: number, name: string, path = '/graphql?query={__typename}', more = '') => {
    const request = `GET ${path} HTTP/1.1\r\nHost: ${name}\r\nOrigin: http://${name}\r\n${more}`;
    const answer = await exchangeRaw(port, `${request}${more === '' ? 'Connection: close\r\n' : ''}\r\n`);
    return Number(answer.split(' ')[1]);
  };
  const UPGRADE =
    'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n';

  test('gets nothing on loopback, where there is no token to ask for', async () => {
    await using server = await startSpecwire({}, { corsOrigins: ['https://specs.example'] });
    const port = Number(server.url.port);
    for (const name of [
      'evil.example',
      'evil.example:80',
      'localhost.evil.example',
      'specs.example.evil',
      '?',
    ]) {
      expect([name, await ask(port, name), await ask(port, name, '/graphql', UPGRADE)]).toEqual([
        name,
        421,
        421,
      ]);
    }
    for (const name of [
      '127.0.0.1',
      '[::1]:4000',
      'localhost:4000',
      'a.localhost',
      'LOCALHOST',
      'specs.example',
    ]) {
      expect([name, await ask(port, name)]).toEqual([name, 200]);
    }
    expect(await ask(port, 'probe', '/healthz')).toBe(200);
  });

  test.each([{ access: { tokens: [{ token: 'a-token-of-enough-length' }] } }, { allowAnyone: true }])(
    'is not told apart where %j says who may read',
    async (options) => {
      await using server = await startSpecwire({}, options);
      expect(await ask(Number(server.url.port), 'specs.example')).toBe('access' in options ? 401 : 200);
    },
  );
});
