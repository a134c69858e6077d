import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { ClientState } from '../../src/client/client-status.ts';
import type { Loss } from '../../src/client/loss.ts';
import type { TokenOption } from '../../src/client/token-source.ts';
import { live, pass, settle, setUp } from './connected.ts';

beforeEach(() => void vi.useFakeTimers({ now: Date.UTC(2026, 10, 25) }));
afterEach(() => void vi.useRealTimers());

const DAY_S = 86_400;

/** A JSON Web Token that lasts so long from now on, in seconds. */
const lasting = (seconds: number) => `e30.${btoa(JSON.stringify({ exp: Date.now() / 1_000 + seconds }))}.s`;

/** How often a server that lets each connection in, and ends it at once, is asked within ten minutes. */
async function attemptsAgainst(kind: Loss['kind'], token?: TokenOption): Promise<number> {
  const all = setUp(token);
  all.connector.start();
  for (let ms = 0; ms < 600_000; ms += 50) {
    for (const { last } of [all.socket, all.stream]) {
      if (!last || last.isClosed) continue;
      last.open();
      last.end(kind);
      // Those that come back at once do so within this, and must not do so for ever.
      for (let turn = 0; turn < 3; turn += 1) await settle();
    }
    await pass(50);
  }
  all.connector.stop();
  return all.socket.connections.length + all.stream.connections.length;
}

describe('a server that ends each connection at once is asked less and less often', () => {
  test.each<Loss['kind']>(['lost', 'later', 'blocked', 'expired', 'access-changed'])(
    'when it is %s',
    async (kind) => {
      const attempts = await attemptsAgainst(kind, () => 'token');
      expect(attempts).toBeGreaterThan(10);
      expect(attempts).toBeLessThan(60);
    },
  );

  test('though the first time it is asked again at once', async () => {
    const { socket } = await live(1_000, () => 'token');
    socket.last.end('expired');
    await settle();
    expect(socket.connections).toHaveLength(2);
    socket.last.open();
    socket.last.end('expired');
    await settle();
    expect(socket.connections).toHaveLength(2);
  });
});

describe('a token', () => {
  test('that lasts for months is not renewed all the time', async () => {
    let calls = 0;
    const { connector } = await live(60_000, () => {
      calls += 1;
      return lasting(90 * DAY_S);
    });
    expect(calls).toBe(1);
    connector.stop();
  });

  test('that cannot be renewed is asked for now and then', async () => {
    let calls = 0;
    const { connector } = await live(70_000, () => {
      calls += 1;
      if (calls > 1) throw new Error('the issuer is away');
      return lasting(100);
    });
    await pass(600_000);
    expect(calls).toBeGreaterThan(5);
    expect(calls).toBeLessThan(40);
    connector.stop();
  });

  test('that has expired before the connection is ready is followed by another, and not by a fallback', async () => {
    let calls = 0;
    const { connector, socket, stream, refusals } = setUp(() => `token ${(calls += 1)}`);
    connector.start();
    await settle();
    socket.last.end('expired', { status: 4419 });
    await settle();
    expect(socket.connections.map(({ token }) => token)).toEqual(['token 1', 'token 2']);
    socket.last.end('expired', { status: 4419 });
    await pass(60_000);
    expect(stream.connections).toHaveLength(0);
    expect(refusals).toMatchObject([{ code: 'UNAUTHENTICATED' }]);
  });

  test('that will not do is not tried over the next transport while another one is awaited', async () => {
    const second = Promise.withResolvers<string>();
    const tokens = ['old', second.promise];
    const { connector, socket, stream, refusals } = setUp(() => tokens.shift());
    connector.start();
    await pass(2_000);
    socket.last.end('unauthenticated');
    await pass(5_000);
    expect(stream.connections).toHaveLength(0);
    second.resolve('new');
    await settle();
    expect(socket.last.token).toBe('new');
    expect(refusals).toEqual([]);
  });

  test('that never comes is given up, said, and asked for again', async () => {
    let calls = 0;
    const { connector, socket } = setUp(() => {
      calls += 1;
      return calls === 1 ? new Promise<string>(() => undefined) : 'token';
    });
    connector.start();
    await pass(10_000);
    expect(connector.status).toMatchObject({ state: 'offline', reason: 'No token: none within 10 s' });
    await pass(1_000);
    expect(socket.last.token).toBe('token');
  });
});

describe('whoever is told of a status may stop', () => {
  test.each<[ClientState, (all: ReturnType<typeof setUp>) => Promise<void>]>([
    ['connecting', async () => undefined],
    [
      'live',
      async ({ socket }) => {
        await settle();
        socket.last.open();
      },
    ],
    [
      'resuming',
      async ({ socket }) => {
        await settle();
        socket.last.open();
        socket.last.end('expired');
      },
    ],
    [
      'offline',
      async ({ socket, stream }) => {
        await settle();
        socket.last.end('blocked');
        stream.last.end('lost');
      },
    ],
  ])('at %s, and nothing is left', async (state, reach) => {
    const all = setUp(
      () => lasting(100),
      (status, connector) => status.state === state && connector.stop(),
    );
    all.connector.start();
    await reach(all);
    await settle();
    expect(all.connector.status.state).toBe('idle');
    expect([all.socket.held, all.stream.held]).toEqual([0, 0]);
    expect(vi.getTimerCount()).toBe(0);
  });
});

test('a transport that cannot even be tried gives way to the next, and says why', async () => {
  const { connector, socket, stream } = setUp();
  socket.connect = () => {
    throw new Error('no such class');
  };
  connector.start();
  await settle();
  stream.last.open();
  await settle();
  expect(connector.status).toMatchObject({
    state: 'fallback',
    reason: 'WebSocket: cannot be used (no such class)',
  });
});

describe('a clock that is set back an hour', () => {
  const setBack = () => vi.setSystemTime(Date.now() - 3_600_000);

  test('does not keep a connection from being watched', async () => {
    const { socket, losses } = await live(1_000);
    setBack();
    socket.last.answers = false;
    await pass(30_000);
    expect(losses).toMatchObject([{ reason: 'WebSocket: no sign of life' }]);
  });

  test('does not put off the preferred transport', async () => {
    const { connector, socket, stream } = setUp();
    connector.start();
    await settle();
    socket.last.end('blocked');
    await settle();
    stream.last.open();
    await pass(1_000);
    setBack();
    await pass(9_000);
    socket.last.end('blocked');
    await pass(20_000);
    expect(socket.connections).toHaveLength(3);
  });
});
