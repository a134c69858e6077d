import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { expectHeld, held } from '../support/held.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { specText } from '../support/spec-tree.ts';

const SUBSCRIPTIONS = 1000;
const CLIENTS = fileURLToPath(new URL('../support/many-clients.ts', import.meta.url));

/** How a client goes: it completes, closes its connection, cuts it, or its process is killed. */
const ENDINGS = ['complete', 'close', 'abort', 'kill'];
const TRANSPORTS = ['websocket', 'distinct', 'single'];
const CASES = TRANSPORTS.flatMap((transport) => ENDINGS.map((ending) => [transport, ending] as const));

test.each(CASES)(
  `${SUBSCRIPTIONS} subscriptions over %s that end with a %s leave nothing behind`,
  async (transport, ending) => {
    await using server = await startServer({ 'E01/spec.md': specText({ title: 'Lending' }) });
    const before = held(server);
    const clients = startClients(server, transport, ending);
    try {
      await expect.poll(() => server.services.hub.size, { timeout: 30_000 }).toBe(SUBSCRIPTIONS);
      if (ending === 'kill') clients.kill('SIGKILL');
      else clients.send('end');
      await expectHeld(server, before);
    } finally {
      clients.kill('SIGKILL');
      if (clients.exitCode === null && clients.signalCode === null) await once(clients, 'exit');
    }
  },
  90_000,
);

test('what a server held is let go when it is disposed', async () => {
  const timers = () => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
  const before = timers();
  {
    await using server = await startServer({ 'E01/spec.md': specText({ title: 'Lending' }) });
    await fetch(server.url, { headers: { accept: 'text/event-stream' } });
  }
  await expect.poll(timers).toBeLessThanOrEqual(before);
});

/** Clients in a process of their own, which can be killed. */
function startClients(server: TestServer, transport: string, ending: string): ChildProcess {
  return fork(CLIENTS, [server.url.href, transport, ending, String(SUBSCRIPTIONS)], { execArgv: [] });
}
