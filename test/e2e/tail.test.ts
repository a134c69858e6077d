import { expect, test } from 'vitest';
import { waitUntil } from '../source/support.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { specText } from '../support/spec-tree.ts';
import { tailProcess } from '../support/tail-process.ts';

const FILES = { 'E01/spec.md': specText({ title: 'Lending', status: 'draft' }) };

function subscribed(server: TestServer): Promise<void> {
  return waitUntil('a subscription', () => server.services.hub.size === 1);
}

function setStatus({ tree }: TestServer, status: string): Promise<void> {
  return tree.write('E01/spec.md', specText({ title: 'Lending', status }));
}

test.each([
  ['SIGTERM', 'websocket'],
  ['SIGINT', 'sse'],
] as const)('tail prints as it happens and ends with 0 on %s, over %s', async (signal, transport) => {
  await using server = await startServer(FILES);
  await using tail = tailProcess(server.url, '--transport', transport);
  await subscribed(server);
  await setStatus(server, 'done');
  expect(await tail.lines.next()).toBe('E01 updated status: draft → done');
  tail.process.kill(signal);
  expect(await tail.exited).toEqual([0, null]);
  expect(tail.notices()).toBe('');
});

test('tail ends with 0 where its reader has seen enough', async () => {
  await using server = await startServer(FILES);
  await using tail = tailProcess(server.url);
  await subscribed(server);
  await setStatus(server, 'done');
  await tail.lines.next();
  tail.process.stdout!.destroy();
  for (let at = 0; tail.process.exitCode === null && at < 100; at += 1) {
    await setStatus(server, `s${at}`);
    await new Promise((done) => setTimeout(done, 50));
  }
  expect(await tail.exited).toEqual([0, null]);
  expect(tail.notices()).toBe('');
});

test('tail goes on where the server is started again', async () => {
  await using server = await startServer(FILES);
  await using tail = tailProcess(server.url, '--json');
  await subscribed(server);
  const next = async () => JSON.parse(await tail.lines.next()) as unknown;
  await server.restart();
  expect(await next()).toMatchObject({ kind: 'resync', reason: 'UNKNOWN_LOG' });
  await setStatus(server, 'done');
  expect(await next()).toMatchObject({ kind: 'updated', specId: 'E01', spec: { status: 'done' } });
});

test('tail misses nothing where its reader takes its time, and ends when asked though nobody reads', async () => {
  const COUNT = 2_000;
  const paths = Array.from({ length: COUNT }, (_, at) => `E${at + 100}.spec.md`);
  await using server = await startServer(FILES, { maxSettleMs: 50 });
  await using tail = tailProcess(server.url, '--json', '--window', '0');
  await subscribed(server);
  await setStatus(server, 'ready');
  await tail.lines.next();
  tail.process.stdout!.pause();
  for (const path of paths) await server.tree.write(path, specText({ title: 'x'.repeat(200) }));
  await waitUntil('all of them', () => server.services.log.specs.size === COUNT + 1);
  tail.process.stdout!.resume();
  const ids = new Set<string>();
  while (ids.size < COUNT) ids.add((JSON.parse(await tail.lines.next()) as { specId: string }).specId);
  expect(tail.lines.waiting).toEqual([]);

  tail.process.stdout!.pause();
  for (const path of paths) await server.tree.write(path, specText({ title: 'y'.repeat(200) }));
  await waitUntil('all of them', () => [...server.services.log.specs].at(-1)!.title.startsWith('y'));
  tail.process.kill('SIGTERM');
  expect(await tail.exited).toEqual([0, null]);
}, 60_000);
