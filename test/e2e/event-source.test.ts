import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { startServer } from '../support/server.ts';
import { specText } from '../support/spec-tree.ts';

const FOLLOW = fileURLToPath(new URL('../support/event-source-process.ts', import.meta.url));
const draft = (title: string) => specText({ title, status: 'draft' });

test("Node's own EventSource keeps a list, and comes back after a restart", async () => {
  await using server = await startServer({ 'E01.spec.md': draft('One') });
  const follower = spawn(process.execPath, ['--experimental-eventsource', FOLLOW, server.url.href]);
  const exited = once(follower, 'exit');
  let last = '';
  createInterface(follower.stdout).on('line', (line) => (last = line));
  const shows = async (titles: object) => {
    await expect.poll(() => last, { timeout: 20_000 }).toBe(JSON.stringify(titles));
  };
  try {
    await shows({ E01: 'One' });
    await server.tree.write('E02.spec.md', draft('Two'));
    await shows({ E01: 'One', E02: 'Two' });
    await server.tree.write('E01.spec.md', specText({ title: 'One', status: 'done' }));
    await shows({ E02: 'Two' });
    await server.restart(() => server.tree.write('E03.spec.md', draft('Three')));
    await shows({ E02: 'Two', E03: 'Three' });
    await server.tree.write('E03.spec.md', draft('Three, revised'));
    await shows({ E02: 'Two', E03: 'Three, revised' });
  } finally {
    follower.kill('SIGKILL');
    await exited;
  }
}, 60_000);
