import { describe, expect, onTestFinished, test } from 'vitest';
import type { ExitCode } from '../../src/cli/io.ts';
import { run } from '../../src/cli/run.ts';
import { waitUntil } from '../source/support.ts';
import { createIo } from '../support/command-io.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { specText } from '../support/spec-tree.ts';

const FILES = {
  'E01/spec.md': specText({ title: 'Lending', status: 'draft' }),
  'E01/F01/spec.md': specText({ title: 'Loans', status: 'draft', tags: '[ui]' }),
  'E02/spec.md': specText({ title: 'Members', status: 'draft', priority: 'high' }),
};
const TOKEN = 'a-token-that-nothing-else-holds';
const ACCESS = { tokens: [{ token: TOKEN, specs: null, permissions: [], subject: null }], jwt: undefined };

interface Tail extends ReturnType<typeof createIo> {
  readonly ended: Promise<ExitCode>;
}

/** Tails a server from now on, in this process; it ends with the test. */
async function tail(server: TestServer, argv: readonly string[] = [], isTTY = false): Promise<Tail> {
  const before = server.services.hub.size;
  const env = { SPECWIRE_URL: server.url.href, SPECWIRE_TOKEN: TOKEN, NO_COLOR: '1' };
  const io = createIo(env, isTTY);
  const ended = run(['tail', ...argv], io.io);
  onTestFinished(async () => {
    io.askToEnd();
    await ended;
  });
  await waitUntil('a subscription', () => server.services.hub.size > before);
  return { ...io, ended };
}

describe('specwire tail', () => {
  test('prints a line for each change, nothing else in a pipe, and ends with 0 when asked', async () => {
    await using server = await startServer(FILES);
    const { lines, written, askToEnd, ended, listeners } = await tail(server);
    const { tree } = server;
    await tree.write('E01/spec.md', specText({ title: 'Lending', status: 'In Progress' }, 'Another body.'));
    expect(await lines.next()).toBe('E01 updated status: draft → in-progress, body\n');
    await tree.write('E14/spec.md', specText({ title: 'Fines \u001b[31m', status: 'draft' }));
    expect(await lines.next()).toBe('E14 created "Fines \\u001b[31m" (epic, draft)\n');
    await tree.remove('E02');
    expect(await lines.next()).toBe('E02 deleted "Members"\n');
    askToEnd();
    expect(await ended).toBe(0);
    expect(written.stderr).toBe('');
    expect(listeners.size).toBe(0);
    await waitUntil('no subscription', () => server.services.hub.size === 0);
  });

  test('prints one JSON object a line, in a stable form', async () => {
    await using server = await startServer(FILES);
    const { lines } = await tail(server, ['--json']);
    const { tree } = server;
    const next = async () => JSON.parse(await lines.next()) as unknown;
    const place = {
      cursor: expect.any(String) as string,
      timestamp: expect.stringMatching(/^\d{4}-.*Z$/) as string,
    };
    const spec = {
      id: 'E01-F01',
      title: 'Loans',
      type: 'feature',
      status: 'done',
      priority: null,
      tags: ['ui'],
      path: 'E01/F01/spec.md',
    };
    await tree.write('E01/F01/spec.md', specText({ title: 'Loans', status: 'done', tags: '[ui]' }));
    expect(await next()).toEqual({
      kind: 'updated',
      specId: 'E01-F01',
      ...place,
      changes: ['status'],
      fieldChanges: [{ field: 'status', before: 'draft', after: 'done' }],
      spec,
    });
    await tree.remove('E01/F01');
    expect(await next()).toEqual({
      kind: 'deleted',
      specId: 'E01-F01',
      ...place,
      title: 'Loans',
      path: 'E01/F01/spec.md',
    });
    await tree.write('E01/F01/spec.md', specText({ title: 'Loans', status: 'done', tags: '[ui]' }));
    expect(await next()).toEqual({ kind: 'created', specId: 'E01-F01', ...place, spec });
    await tree.write('E03/spec.md', specText({ title: 'Fines \u009b31m' }));
    const line = await lines.next();
    expect(line).toContain('"title":"Fines \\u009b31m"');
    expect(JSON.parse(line)).toMatchObject({ spec: { title: 'Fines \u009b31m' } });
  });

  test.each<[string, string[], string]>([
    ['an ID', ['E02'], 'E02'],
    ['an ID with all below it', ['E01', '--children', '--type', 'feature'], 'E01-F01'],
    ['a pattern', ['E01-*'], 'E01-F01'],
    ['a type', ['--type', 'feature'], 'E01-F01'],
    ['a status, also one that it had', ['--status', 'archived,Draft', 'E02'], 'E02'],
    ['a priority', ['--priority', 'critical', '--priority', 'high'], 'E02'],
    ['a tag', ['--tag', 'ui'], 'E01-F01'],
    ['a field', ['--field', 'owner', '--field', 'reviewer'], 'E02'],
    ['a kind', ['--kind', 'created'], 'E03'],
  ])('keeps to %s', async (_name, argv, specId) => {
    await using server = await startServer(FILES);
    const { lines, ended } = await tail(server, [...argv, '--exit-after', '1']);
    const { tree } = server;
    await tree.write('E01/spec.md', specText({ title: 'Lending', status: 'done' }));
    await tree.write('E01/F01/spec.md', specText({ title: 'Loans', status: 'done', tags: '[ui]' }));
    await tree.write(
      'E02/spec.md',
      specText({ title: 'Members', status: 'done', priority: 'high', owner: 'ann' }),
    );
    await tree.write('E03/spec.md', specText({ title: 'Fines' }));
    expect((await lines.next()).split(' ')[0]).toBe(specId);
    expect(await ended).toBe(0);
  });

  test('carries on after a position, also from the midst of what was committed together', async () => {
    await using server = await startServer(FILES);
    const { lines, ended, notices } = await tail(server, ['--exit-after', '1'], true);
    const { tree } = server;
    await Promise.all(
      ['E05', 'E06', 'E07'].map((id) => tree.write(`${id}.spec.md`, specText({ title: 'New' }))),
    );
    const first = await lines.next();
    expect(await ended).toBe(0);
    expect(await notices.next()).toBe(`Following ${server.url.href}.\n`);
    const cursor = /^To carry on from here: --since (\S+)\n$/.exec(await notices.next())?.[1];
    const rest = createIo({ SPECWIRE_URL: server.url.href });
    expect(await run(['tail', '--since', cursor!, '--exit-after', '2'], rest.io)).toBe(0);
    const ids = [first, ...rest.lines.waiting].map((line) => line.slice(0, 3));
    expect(ids.toSorted()).toEqual(['E05', 'E06', 'E07']);
  });

  test('tells what it missed save by save, and joined where a window is asked for', async () => {
    await using server = await startServer(FILES);
    const { lines } = await tail(server, ['--json']);
    const cursors: string[] = [];
    for (const status of ['planned', 'ready', 'done']) {
      await server.tree.write('E01/spec.md', specText({ title: 'Lending', status }));
      cursors.push((JSON.parse(await lines.next()) as { cursor: string }).cursor);
    }
    const missed = async (count: number, ...argv: string[]) => {
      const { io, written } = createIo({ SPECWIRE_URL: server.url.href });
      await run(['tail', '--since', cursors[0]!, '--exit-after', String(count), ...argv], io);
      return written.stdout;
    };
    expect(await missed(2)).toBe('E01 updated status: planned → ready\nE01 updated status: ready → done\n');
    expect(await missed(1, '--window', '0')).toBe('E01 updated status: planned → done\n');
  });

  test('shows each save, and one line for all where a window gathers them', async () => {
    await using server = await startServer(FILES);
    const each = await tail(server);
    const gathered = await tail(server, ['--window', '2000', '--exit-after', '1', '--time']);
    const statuses = ['planned', 'ready', 'done'];
    for (const status of statuses) {
      await server.tree.write('E01/spec.md', specText({ title: 'Lending', status }));
      expect(await each.lines.next()).toMatch(new RegExp(`^E01 updated status: \\S+ → ${status}\n$`));
    }
    expect(await gathered.lines.next()).toMatch(
      /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d E01 updated status: draft → done\n$/,
    );
  });

  test('goes on after the server is started again, and says what is not known', async () => {
    await using server = await startServer(FILES);
    const { lines, notices } = await tail(server, [], true);
    await server.tree.write('E01/spec.md', specText({ title: 'Lending', status: 'done' }));
    expect(await lines.next()).toBe('E01 updated status: draft → done\n');
    await server.restart();
    expect(await lines.next()).toContain('resync the server has begun a new log');
    await server.tree.write('E02/spec.md', specText({ title: 'Members', priority: 'high' }));
    expect(await lines.next()).toBe('E02 updated status: draft → none\n');
    expect(await notices.next()).toContain('Following');
  });

  test('tells of a server that is not there, unless it is to be quiet', async () => {
    const env = { SPECWIRE_URL: 'http://127.0.0.1:1/graphql' };
    const loud = createIo(env);
    const quiet = createIo(env);
    // Whose patience ends first has nothing to say.
    const ended = [run(['tail', '--quiet'], quiet.io), run(['tail'], loud.io)];
    expect(await loud.notices.next()).toMatch(/^Offline \(.+\): .+ until it works\.\n$/);
    loud.askToEnd();
    quiet.askToEnd();
    expect(await Promise.all(ended)).toEqual([0, 0]);
    expect(quiet.written).toEqual({ stdout: '', stderr: '' });
  });

  test.each(['websocket', 'sse'] as const)('uses nothing but %s where told to', async (transport) => {
    await using server = await startServer(FILES);
    const { lines } = await tail(server, ['--transport', transport]);
    const used = server.services.connections.all().map(({ transport }) => transport);
    expect(used).toEqual([transport === 'sse' ? 'SSE' : 'WEBSOCKET']);
    await server.tree.remove('E02');
    expect(await lines.next()).toBe('E02 deleted "Members"\n');
  });

  test('is let in with its token, which it never shows', async () => {
    await using server = await startServer(FILES, { access: ACCESS });
    const { lines, written, askToEnd, ended } = await tail(server, [], true);
    await server.tree.remove('E02');
    expect(await lines.next()).toBe('E02 deleted "Members"\n');
    askToEnd();
    await ended;
    expect(written.stdout + written.stderr).not.toContain(TOKEN);
  });

  test.each([
    ['a token that will not do', ['--token', '0123456789012345678901'], 'SPECWIRE_TOKEN, or --token'],
    ['a faulty operation', ['--since', '12.050', '--token', TOKEN], 'got "12.050"'],
    [
      'too large a filter',
      [...Array(101).keys()].map((at) => `E${at}`).concat('--token', TOKEN),
      'at most 100',
    ],
  ])('ends with 1 for %s', async (_name, argv, message) => {
    await using server = await startServer(FILES, { access: ACCESS });
    const { io, written } = createIo({ SPECWIRE_URL: server.url.href });
    expect(await run(['tail', ...argv], io)).toBe(1);
    expect(written.stderr).toContain('specwire: the server refuses: ');
    expect(written.stderr).toContain(message);
    expect(written.stderr).not.toContain('0123456789012345678901');
    expect(written.stdout).toBe('');
  });

  test.each([
    ['an address that is none', ['--url', 'localhost:4000'], '--url: expected the address'],
    [
      'a token with spaces',
      ['--token', 'my secret'],
      '--token: expected a token without spaces, got 9 bytes',
    ],
    ['an unknown priority', ['--priority', 'high,urgent'], '--priority: expected some of critical, high'],
    [
      'an unknown kind',
      ['--kind', 'moved'],
      '--kind: expected some of created, updated, deleted, got "moved"',
    ],
    ['an unknown transport', ['--transport', 'pigeon'], '--transport: expected one of websocket, sse'],
    ['a window beyond a minute', ['--window', '60001'], '--window: expected a whole number from 0 to 60000'],
    ['no lines', ['--exit-after', '0'], '--exit-after: expected a whole number from 1'],
    ['children of nothing', ['--children'], '--children: expected IDs'],
    ['two positions', ['--since', 'a.1', '--since', 'a.2'], '--since: expected once, got 2 times'],
    ['a flag without its value', ['--since'], 'value is missing'],
    ['an unknown flag', ['--folow'], 'Unknown option'],
  ])('ends with 2 for %s', async (_name, argv, message) => {
    const { io, written } = createIo();
    expect(await run(['tail', ...argv], io)).toBe(2);
    expect(written.stderr).toContain(message);
    expect(written.stdout).toBe('');
  });

  test('names the variable that is wrong', async () => {
    const { io, written } = createIo({ SPECWIRE_URL: 'ftp://specs' });
    expect(await run(['tail'], io)).toBe(2);
    expect(written.stderr).toContain('SPECWIRE_URL: expected the address');
  });
});
