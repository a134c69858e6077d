import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { stripVTControlCharacters } from 'node:util';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { run } from '../../src/cli/run.ts';
import { printSdl } from '../../src/schema/index.ts';
import { query } from '../support/clients.ts';
import { createIo } from '../support/command-io.ts';
import { createSpecTree, specText } from '../support/spec-tree.ts';
import { StatsDocument } from '../../src/client/generated/graphql.ts';

describe('specwire', () => {
  test.each([
    ['without a command', [], 'expected a command'],
    ['with an unknown command', ['dance'], 'got "dance"'],
    ['with an unknown flag', ['check', '--wings'], 'Unknown option'],
    ['with a port that is none', ['serve', '.', '--port', '70000'], '--port: expected a whole number'],
    ['with a flag given twice', ['serve', '.', '--port', '1', '--port', '2'], '--port: expected once'],
    ['with a folder that is not there', ['serve', 'no/such/folder'], 'no/such/folder'],
    ['checking a folder that is not there', ['check', 'no/such/folder'], 'no/such/folder'],
    ['beyond loopback without access control', ['serve', '.', '--host', '0.0.0.0'], '--allow-anyone'],
    ['beyond loopback, and says what to set', ['serve', '.', '--host', '::'], 'SPECWIRE_TOKEN'],
    [
      'with a token that can be guessed',
      ['serve', '.', '--token', 'hunter2'],
      'at least 16 bytes, got 7 bytes',
    ],
    [
      'with a secret that can be guessed',
      ['serve', '.', '--jwt-secret', 'hunter2'],
      'at least 32 bytes, got 7 bytes',
    ],
    [
      'with two kinds of keys',
      ['serve', '.', '--jwt-secret', 'x'.repeat(32), '--jwks', 'keys.json'],
      'expected one of the two',
    ],
    [
      'with no file of tokens',
      ['serve', '.', '--tokens-file', 'no/tokens'],
      'cannot read no/tokens (ENOENT)',
    ],
    [
      'with a file of tokens that is none',
      ['serve', '.', '--tokens-file', 'package.json'],
      'not as expected',
    ],
    ['with a file that is no JSON', ['serve', '.', '--tokens-file', 'README.md'], 'it is no JSON'],
    ['with keys that are none', ['serve', '.', '--jwks', 'package.json'], 'not as expected at keys'],
    ['with keys that anybody may swap', ['serve', '.', '--jwks', 'http://keys.example/'], 'https'],
    [
      'with a name of a node that has a dot',
      ['serve', '.', '--node-name', 'a.b'],
      '--node-name: expected 1 to 32',
    ],
    [
      'with a Redis that is none',
      ['serve', '--redis-url', 'redis://:secret@a/b'],
      'host:port,host:port, got 19 bytes',
    ],
    [
      'with a prefix that splits a cluster',
      ['serve', '--redis-prefix', '{a}'],
      '--redis-prefix: expected 1 to 100',
    ],
    [
      'with a lease that is none',
      ['serve', '--lease-seconds', '0'],
      '--lease-seconds: expected a whole number',
    ],
    ['with a proxy that is none', ['serve', '.', '--trusted-proxies', 'me'], '--trusted-proxies: expected'],
    [
      'with an origin that is none',
      ['serve', '.', '--cors-origin', 'dashboard'],
      '--cors-origin: expected origins',
    ],
  ])('%s ends with 2 and says what is wrong', async (_name, argv, message) => {
    const { io, written } = createIo();
    expect(await run(argv, io)).toBe(2);
    expect(written.stderr).toContain(message);
    expect(written.stdout).toBe('');
  });

  test('names the variable that is wrong', async () => {
    const { io, written } = createIo({ SPECWIRE_SETTLE_MS: 'soon' });
    expect(await run(['serve', '.'], io)).toBe(2);
    expect(written.stderr).toContain(
      'SPECWIRE_SETTLE_MS: expected a whole number from 0 to 60000, got "soon"',
    );
  });

  test.each([
    [['--help'], ['Usage', 'serve [folder]', 'tail [...ids]', 'check [folder]', 'schema']],
    [
      ['serve', '--help'],
      ['Usage', 'SPECWIRE_PORT, PORT', '4000 if not given', 'Examples'],
    ],
    [
      ['check', '--help'],
      ['Usage', '--json', 'Examples'],
    ],
    [
      ['tail', '--help'],
      ['Usage', 'SPECWIRE_URL', 'SPECWIRE_TOKEN', '--since <cursor>', 'Examples'],
    ],
  ])('%j explains itself', async (argv, words) => {
    const print = vi.spyOn(console, 'info').mockImplementation(() => {});
    onTestFinished(() => print.mockRestore());
    expect(await run(argv, createIo().io)).toBe(0);
    const help = String(print.mock.calls[0]?.[0]);
    for (const word of words) expect(help).toContain(word);
  });

  test('schema prints the schema', async () => {
    const { io, written } = createIo();
    expect(await run(['schema'], io)).toBe(0);
    expect(written.stdout).toBe(printSdl());
  });
});

describe('specwire check', () => {
  const FAULTY = {
    'E01/spec.md': specText({ title: 'Lending', priority: 'whenever' }),
    'E02/F01/spec.md': specText({ title: 'Orphan' }),
    'E01/notes.md': 'Not a spec.',
  };

  test('lists problems by place, sums up, and ends with 1', async () => {
    await using tree = await createSpecTree(FAULTY);
    const { io, written } = createIo();
    expect(await run(['check', tree.folder], io)).toBe(1);
    const lines = written.stdout.trimEnd().split('\n');
    expect(lines[0]).toMatch(/^E01\/spec\.md:3 {2}INVALID_VALUE {2}/);
    expect(lines[1]).toMatch(/^E02\/F01\/spec\.md {2}UNKNOWN_PARENT {2}/);
    expect(lines.at(-1)).toBe('2 specs (1 epic, 1 feature), 2 problems in 2 files');
  });

  test('as JSON says the same', async () => {
    await using tree = await createSpecTree(FAULTY);
    const { io, written } = createIo();
    expect(await run(['check', tree.folder, '--json'], io)).toBe(1);
    expect(JSON.parse(written.stdout)).toMatchObject({
      specs: 2,
      types: { epic: 1, feature: 1 },
      problems: [
        { code: 'INVALID_VALUE', path: 'E01/spec.md', line: 3 },
        { code: 'UNKNOWN_PARENT', path: 'E02/F01/spec.md', line: null },
      ],
    });
  });

  test('ends with 0 where nothing is wrong', async () => {
    await using tree = await createSpecTree({ 'E01/spec.md': specText({ title: 'Lending' }) });
    const { io, written } = createIo();
    expect(await run(['check', tree.folder], io)).toBe(0);
    expect(written.stdout).toBe('1 spec (1 epic), no problems\n');
  });
});

describe('specwire serve', () => {
  test('prints one line with the address, serves, and ends in order when asked', async () => {
    await using tree = await createSpecTree({ 'E01/spec.md': specText({ title: 'Lending' }) });
    const { io, written, firstLine, askToEnd, listeners } = createIo({ SPECWIRE_PORT: '0' });
    const ended = run(['serve', tree.folder], io);
    const line = await firstLine;
    const url = /at (http:\S+)\n$/.exec(line)?.[1];
    expect(line).toBe(`Specwire serves 1 spec from ${tree.folder} at ${url}\n`);
    expect((await query(new URL(url!), StatsDocument)).stats.total).toBe(1);
    askToEnd();
    expect(await ended).toBe(0);
    expect(written.stdout).toBe(line);
    expect(listeners.size).toBe(0);
    await expect(fetch(url!)).rejects.toThrow('fetch failed');
  });

  test.each([
    ['for people on a terminal', true, /INFO.*: ending/],
    ['one JSON object a line otherwise', false, /^\{"level":30,.*"msg":"ending"\}$/m],
  ])('logs %s', async (_name, isTTY, line) => {
    await using tree = await createSpecTree({ 'E01/spec.md': specText({ title: 'Lending' }) });
    const { io, written, firstLine, askToEnd } = createIo({ SPECWIRE_PORT: '0' }, isTTY);
    const ended = run(['serve', tree.folder], io);
    await firstLine;
    askToEnd();
    await ended;
    expect(stripVTControlCharacters(written.stderr)).toMatch(line);
  });

  test('serves beyond loopback whoever has a token of the file or the one token', async () => {
    await using tree = await createSpecTree({
      'E01/spec.md': specText({ title: 'Lending' }),
      'tokens.json': JSON.stringify({ tokens: [{ token: 'a-token-for-nothing', specs: [] }] }),
    });
    const token = 'a-token-for-everything';
    const { io, firstLine, askToEnd, written } = createIo({ SPECWIRE_PORT: '0', SPECWIRE_TOKEN: token });
    const argv = ['serve', tree.folder, '--host', '0.0.0.0', '--tokens-file', tree.at('tokens.json')];
    const ended = run(argv, io);
    const url = /at (http:\S+)\n$/.exec(await firstLine)![1]!;
    const totalFor = async (headers: Record<string, string>) => {
      const response = await fetch(`${url}?query={stats{total}}`, { headers });
      return response.ok ? ((await response.json()) as { data: unknown }).data : response.status;
    };
    expect(await totalFor({})).toBe(401);
    expect(await totalFor({ authorization: `Bearer ${token}` })).toEqual({ stats: { total: 1 } });
    expect(await totalFor({ authorization: 'Bearer a-token-for-nothing' })).toEqual({ stats: { total: 0 } });
    askToEnd();
    expect(await ended).toBe(0);
    expect(written.stdout + written.stderr).not.toContain(token);
  });

  test.each(['a secret', 'a file of keys'])('lets in JSON Web Tokens signed with %s', async (kind) => {
    const { privateKey, publicKey } = await generateKeyPair('EdDSA');
    const secret = 'a secret that is as long as it has to be';
    await using tree = await createSpecTree({
      'E01/spec.md': specText({ title: 'Lending' }),
      'E02/spec.md': specText({ title: 'Members' }),
      'keys.json': JSON.stringify({ keys: [await exportJWK(publicKey)] }),
    });
    const { io, firstLine, askToEnd } = createIo({
      SPECWIRE_PORT: '0',
      ...(kind === 'a secret' ? { SPECWIRE_JWT_SECRET: secret } : { SPECWIRE_JWKS: tree.at('keys.json') }),
    });
    const ended = run(['serve', tree.folder, '--host', '0.0.0.0', '--jwt-audience', 'specwire'], io);
    const url = /at (http:\S+)\n$/.exec(await firstLine)![1]!;
    const askFor = async (audience: string) => {
      const claims = new SignJWT({ specs: ['E02'] }).setExpirationTime('1h').setAudience(audience);
      const token =
        kind === 'a secret'
          ? await claims.setProtectedHeader({ alg: 'HS256' }).sign(new TextEncoder().encode(secret))
          : await claims.setProtectedHeader({ alg: 'EdDSA' }).sign(privateKey);
      return fetch(`${url}?query={stats{total}}`, { headers: { authorization: `Bearer ${token}` } });
    };
    expect(await (await askFor('specwire')).json()).toEqual({ data: { stats: { total: 1 } } });
    expect((await askFor('another')).status).toBe(401);
    askToEnd();
    expect(await ended).toBe(0);
  });

  test('ends at once when it is asked again', async () => {
    await using tree = await createSpecTree({ 'E01/spec.md': specText({ title: 'Lending' }) });
    const { io, firstLine, askToEnd, exits } = createIo({ PORT: '0' });
    const ended = run(['serve', tree.folder], io);
    await firstLine;
    askToEnd();
    askToEnd();
    expect(exits).toEqual([1]);
    await ended;
  });

  test('ends with 1 where the port is taken, and says so', async () => {
    await using tree = await createSpecTree({ 'E01/spec.md': specText({ title: 'Lending' }) });
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    try {
      const { port } = other.address() as AddressInfo;
      const { io, written } = createIo();
      expect(await run(['serve', tree.folder, '--port', String(port)], io)).toBe(1);
      expect(written.stderr).toContain(`127.0.0.1:${port} is taken by another program; --port takes another`);
    } finally {
      other.close();
    }
  });
});
