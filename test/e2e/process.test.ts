import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { createSpecTree, specText } from '../support/spec-tree.ts';

const MAIN = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));
const run = promisify(execFile);

test.each(['SIGTERM', 'SIGINT'] as const)(
  '%s ends every connection in order, and the process with 0',
  async (signal) => {
    await using tree = await createSpecTree({ 'E01/spec.md': specText({ title: 'Lending' }) });
    const server = spawn(process.execPath, [
      MAIN,
      'serve',
      tree.folder,
      '--port',
      '0',
      '--drain-seconds',
      '0',
    ]);
    try {
      const [line] = (await once(createInterface(server.stdout), 'line')) as [string];
      const url = new URL(/http:\S+/.exec(line)![0]);

      const socket = new WebSocket(url.href.replace('http:', 'ws:'), 'graphql-transport-ws');
      await once(socket, 'open');
      socket.send('{"type":"connection_init"}');
      await once(socket, 'message');
      const closed = once(socket, 'close');
      const stream = await fetch(url, {
        method: 'POST',
        headers: { accept: 'text/event-stream', 'content-type': 'application/json' },
        body: JSON.stringify({ query: 'subscription { specChanged { cursor } }' }),
      });
      const exited = once(server, 'exit');

      server.kill(signal);
      expect((await closed)[0]).toBe(1001);
      expect(await stream.text()).not.toContain('event: complete');
      expect(await exited).toEqual([0, null]);
    } finally {
      server.kill('SIGKILL');
    }
  },
);

test('check ends with 1 where there are problems, and quietly where its reader has seen enough', async () => {
  const orphans = Array.from({ length: 2000 }, (_, at) => [
    `E01/F${at + 1}/spec.md`,
    specText({ title: `Feature ${at}`, priority: 'whenever' }),
  ]);
  await using tree = await createSpecTree(Object.fromEntries(orphans));
  const faults = await run(process.execPath, [MAIN, 'check', tree.folder]).catch(
    (error: { code: number; stdout: string }) => error,
  );
  expect(faults).toMatchObject({ code: 1 });
  const command = `"${process.execPath}" "${MAIN}" check "${tree.folder}" | head -n 1`;
  const { stdout, stderr } = await run('bash', ['-c', command]);
  expect(stdout.trimEnd().split('\n')).toHaveLength(1);
  expect(stderr).toBe('');
});

test('schema prints what editors and codegen read', async () => {
  const { stdout } = await run(process.execPath, [MAIN, 'schema']);
  expect(stdout).toContain('type Subscription {');
});
