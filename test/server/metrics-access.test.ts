import { expect, test } from 'vitest';
import { exchangeRaw } from '../support/raw-http.ts';
import { startServer } from '../support/server.ts';
import { specText } from '../support/spec-tree.ts';

const FILES = { 'E01/spec.md': specText({ title: 'Lending' }) };
const OPERATOR = 'operator-operator-operator';
const READER = 'reader-reader-reader-reader';

test('metrics are for operators where access control is on', async () => {
  const tokens = [
    { token: OPERATOR, permissions: ['operator'] },
    { token: READER, specs: ['E02'] },
  ];
  await using server = await startServer(FILES, { access: { tokens } });
  const ask = async (headers: Record<string, string>) => {
    const response = await fetch(new URL('/metrics', server.url), { headers });
    return { status: response.status, text: await response.text() };
  };
  const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
  const answers = await Promise.all([ask({}), ask(bearer('wrong')), ask(bearer(READER))]);
  expect(answers.map(({ status }) => status)).toEqual([401, 401, 403]);
  for (const { text } of answers) expect(text).not.toContain('specwire_');
  const { status, text } = await ask(bearer(OPERATOR));
  expect(status).toBe(200);
  expect(text).toContain('specwire_specs 1');
  // What tells a load balancer whether to send anybody here tells nothing of the specs, and needs no token.
  const ready = await fetch(new URL('/readyz', server.url));
  expect([ready.status, await ready.json()]).toEqual([200, { ready: true, watcher: 'watching' }]);
});

test('metrics are not told to a page that makes its own name point at the server', async () => {
  await using server = await startServer(FILES);
  const answer = await exchangeRaw(
    Number(server.url.port),
    'GET /metrics HTTP/1.1\r\nHost: rebound.example\r\nConnection: close\r\n\r\n',
  );
  expect(answer).toMatch(/^HTTP\/1\.1 421 /);
  expect(answer).not.toContain('specwire_');
});
