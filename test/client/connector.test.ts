import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { live, pass, settle, setUp } from './connected.ts';

beforeEach(() => void vi.useFakeTimers({ now: 0 }));
afterEach(() => void vi.useRealTimers());

/** On the fallback, since WebSockets do not get through. */
async function onFallback() {
  const all = setUp();
  all.connector.start();
  await settle();
  all.socket.last.end('blocked', { reason: 'WebSocket: closed with 1006 before it was ready' });
  await settle();
  all.stream.last.open();
  await settle();
  return all;
}

test('WebSocket is first, and the only one where it opens', async () => {
  const { connector, socket, stream, carriers, states } = setUp();
  expect(connector.status.state).toBe('idle');
  connector.start();
  connector.start();
  await settle();
  expect(stream.connections).toHaveLength(0);
  socket.last.open();
  await pass(60_000);
  expect(carriers).toEqual([socket.last]);
  expect(socket.connections).toHaveLength(1);
  expect(stream.connections).toHaveLength(0);
  expect(connector.status).toEqual({
    state: 'live',
    transport: 'websocket',
    roundTripMs: expect.any(Number),
    reason: null,
    retryAtMs: null,
  });
  expect(states()).toEqual(['connecting', 'live']);
});

describe('a WebSocket that does not get through', () => {
  test('is followed by an event stream at once, and the status says why', async () => {
    const { connector, socket, stream, carriers, states } = await onFallback();
    expect(carriers).toEqual([stream.last]);
    expect(socket.held).toBe(0);
    expect(connector.status).toMatchObject({
      state: 'fallback',
      transport: 'sse',
      reason: 'WebSocket: closed with 1006 before it was ready',
    });
    expect(states()).toEqual(['connecting', 'fallback']);
  });

  test('that is swallowed is not waited for longer than three seconds', async () => {
    const { connector, socket, stream, carriers } = setUp();
    connector.start();
    await pass(2_999);
    expect(stream.connections).toHaveLength(0);
    await pass(1);
    stream.last.open();
    expect(carriers).toEqual([stream.last]);
    expect(socket.held).toBe(1);
    await pass(7_000);
    expect(socket.held).toBe(0);
    expect(connector.status).toMatchObject({
      state: 'fallback',
      reason: 'WebSocket: not ready within 10 s',
    });
  });

  test('and is only slow takes over when it opens after all', async () => {
    const { connector, socket, stream, carriers, losses } = setUp();
    connector.start();
    await pass(3_000);
    stream.last.open();
    await pass(2_000);
    socket.last.open();
    await settle();
    expect(carriers).toEqual([stream.connections[0], socket.connections[0]]);
    expect(stream.held).toBe(0);
    expect(losses).toEqual([]);
    expect(connector.status).toMatchObject({ state: 'live', transport: 'websocket', reason: null });
  });

  test('is tried again later, and less and less often', async () => {
    const { connector, socket, stream } = await onFallback();
    const triedAtMs: number[] = [];
    for (let at = 1; at < 9; at += 1) {
      while (socket.connections.length === at) await pass(1_000);
      triedAtMs.push(Date.now());
      socket.last.end('blocked');
    }
    const waits = triedAtMs.map((ms, at) => (ms - (triedAtMs[at - 1] ?? 0)) / 1_000);
    expect(waits).toEqual([10, 20, 40, 80, 160, 320, 600, 600]);
    expect(connector.status.state).toBe('fallback');
    expect(stream.connections).toHaveLength(1);
  });

  test('and does later carries everything from then on', async () => {
    const { connector, socket, stream, carriers, losses } = await onFallback();
    await pass(10_000);
    socket.last.open();
    await pass(100_000);
    expect(carriers).toEqual([stream.last, socket.last]);
    expect(losses).toEqual([]);
    expect(connector.status.state).toBe('live');
    expect([socket.held, stream.held]).toEqual([1, 0]);
  });

  test('is not tried first while the event stream is known to get through', async () => {
    const { socket, stream } = await onFallback();
    stream.last.end('lost');
    await pass(500);
    expect(stream.connections).toHaveLength(2);
    expect(socket.connections).toHaveLength(1);
    // But where that does not any more, it is.
    stream.last.end('lost');
    await settle();
    expect(socket.connections).toHaveLength(2);
  });
});

describe('a connection that is lost', () => {
  test('is made anew within half a second', async () => {
    const { connector, socket, losses, states, statuses } = await live(60_000);
    socket.last.end('lost');
    expect(losses).toHaveLength(1);
    expect(connector.status).toMatchObject({
      state: 'resuming',
      transport: null,
      roundTripMs: null,
      reason: 'WebSocket: is lost',
      retryAtMs: 60_250,
    });
    await pass(250);
    expect(connector.status).toMatchObject({ state: 'resuming', retryAtMs: null });
    socket.last.open();
    await settle();
    expect(states()).toEqual(['connecting', 'live', 'resuming', 'live']);
    expect(statuses.at(-1)?.reason).toBe(null);
  });

  test('is made anew more and more slowly where nothing gets through', async () => {
    const { connector, socket, stream, states } = await live(60_000);
    socket.last.end('lost', { status: 1006 });
    const waits: number[] = [];
    for (let round = 0; round < 8; round += 1) {
      const before = Date.now();
      while (socket.held === 0) await pass(50);
      waits.push(Date.now() - before);
      socket.last.end('blocked');
      await settle();
      stream.last.end('lost', { reason: 'Event stream: there is no answer' });
      await settle();
      expect(connector.status).toMatchObject({
        state: 'offline',
        reason: 'Event stream: there is no answer',
        retryAtMs: expect.any(Number),
      });
    }
    expect(waits).toEqual([250, 750, 1_500, 3_000, 6_000, 12_000, 22_500, 22_500]);
    expect(states()).toEqual(['connecting', 'live', 'resuming', 'offline']);
  });

  test('is made anew when the server says', async () => {
    const { socket, stream, connector } = await live(60_000);
    socket.last.end('later', { status: 1013 });
    await pass(1_650);
    socket.last.end('blocked');
    await settle();
    stream.last.end('later', { status: 503, retryAfterMs: 7_000, reason: 'busy' });
    await settle();
    expect(connector.status).toMatchObject({
      state: 'offline',
      reason: 'busy',
      retryAtMs: Date.now() + 7_250,
    });
  });

  test('is tried by the preferred transport first when the page comes online, whatever was found before', async () => {
    const { connector, socket, stream } = await onFallback();
    stream.last.end('lost');
    await pass(500);
    stream.last.end('lost');
    await settle();
    socket.last.end('blocked');
    await settle();
    expect(connector.status.state).toBe('offline');
    const before = [socket.connections.length, stream.connections.length];
    connector.hurry();
    await settle();
    expect([socket.connections.length, stream.connections.length]).toEqual([before[0]! + 1, before[1]]);
  });

  test('is made anew at once when the page comes online', async () => {
    const { connector, socket, stream } = await live(60_000);
    socket.last.end('lost');
    await pass(250);
    socket.last.end('blocked');
    await settle();
    stream.last.end('lost');
    await settle();
    connector.hurry();
    await settle();
    expect(socket.connections).toHaveLength(3);
  });
});

test('a page that is looked at again does not wait for a WebSocket that began on the network as it was', async () => {
  const { connector, socket, stream } = setUp();
  connector.start();
  await pass(3_000);
  stream.last.open();
  await pass(1_000);
  connector.hurry();
  await settle();
  expect(socket.connections.map(({ isClosed }) => isClosed)).toEqual([true, false]);
  expect(connector.status.state).toBe('fallback');
  socket.last.open();
  await settle();
  expect(connector.status.state).toBe('live');
});

describe('a transport that keeps breaking', () => {
  test('gives way to the other one after three times', async () => {
    const { connector, socket, stream } = await live(1_000);
    for (let at = 1; at <= 2; at += 1) {
      socket.last.end('lost');
      await pass(1_000);
      expect(socket.connections).toHaveLength(at + 1);
      socket.last.open();
      await pass(1_000);
    }
    expect(stream.connections).toHaveLength(0);
    socket.last.end('lost');
    await pass(2_000);
    expect(socket.connections).toHaveLength(3);
    stream.last.open();
    await settle();
    expect(connector.status).toMatchObject({ state: 'fallback', transport: 'sse' });
  });

  test('is left alone for no longer than twice its life, where there is no other', async () => {
    const { socket, stream } = await live(2_000);
    const waits: number[] = [];
    for (let at = 0; at < 12; at += 1) {
      socket.last.end('lost');
      const before = Date.now();
      while (socket.held === 0) {
        await pass(50);
        if (stream.held > 0) stream.last.end('blocked');
        await settle();
      }
      waits.push(Date.now() - before);
      socket.last.open();
      await pass(2_000);
    }
    expect(Math.max(...waits)).toBeLessThanOrEqual(4_050);
    expect(Math.max(...waits)).toBeGreaterThan(2_000);
  });

  test('is not one that breaks now and then', async () => {
    const { socket, stream } = await live(1_000);
    for (let at = 0; at < 8; at += 1) {
      socket.last.end('lost');
      await pass(1_000);
      socket.last.open();
      await pass(at % 2 ? 1_000 : 11_000);
    }
    expect(stream.connections).toHaveLength(0);
  });
});

describe('a connection that goes silent', () => {
  test('is given up when a WebSocket does not answer a ping', async () => {
    const { connector, socket, losses } = await live(1_000);
    socket.last.answers = false;
    await pass(9_000);
    expect(socket.last.pings).toHaveLength(2);
    expect(losses).toEqual([]);
    await pass(5_000);
    expect(losses).toMatchObject([{ kind: 'lost', reason: 'WebSocket: no sign of life' }]);
    expect(socket.held).toBe(0);
    expect(connector.status.state).toBe('resuming');
  });

  test('is asked when an event stream has brought nothing for half a minute', async () => {
    const { stream, losses } = await onFallback();
    expect(stream.last.pings).toHaveLength(1);
    stream.last.answers = false;
    for (let at = 0; at < 10; at += 1) {
      await pass(12_000);
      stream.last.hear();
    }
    expect(stream.last.pings).toHaveLength(1);
    await pass(30_000);
    expect(stream.last.pings).toHaveLength(2);
    await pass(5_000);
    expect(losses).toMatchObject([{ kind: 'lost', reason: 'Event stream: no sign of life' }]);
  });

  test('is asked when the machine has slept', async () => {
    const { socket } = await live(1_000);
    vi.setSystemTime(Date.now() + 3_600_000);
    await pass(5_000);
    expect(socket.last.pings).toHaveLength(2);
  });

  test('is asked when the page is looked at again', async () => {
    const { connector, socket } = await live(1_000);
    connector.hurry();
    expect(socket.last.pings).toHaveLength(2);
  });
});

describe('a token', () => {
  /** A JSON Web Token that lasts so long from now on, in seconds. */
  const lasting = (seconds: number) => `e30.${btoa(JSON.stringify({ exp: Date.now() / 1_000 + seconds }))}.s`;

  test('is asked for with each connection', async () => {
    let calls = 0;
    const { socket } = await live(60_000, () => `token ${(calls += 1)}`);
    socket.last.end('expired', { status: 4419 });
    await settle();
    expect(socket.connections.map(({ token }) => token)).toEqual(['token 1', 'token 2']);
  });

  test('is renewed in place before it expires', async () => {
    const { socket } = await live(79_000, () => lasting(100));
    const tokens = () => socket.last.pings.map(({ token }) => token).filter((token) => token !== undefined);
    expect(tokens()).toHaveLength(0);
    await pass(2_000);
    expect(tokens()).toEqual([expect.not.stringMatching(`^${socket.last.token}$`)]);
    await pass(80_000);
    expect(tokens()).toHaveLength(2);
    expect(socket.connections).toHaveLength(1);
  });

  test('that will not do is asked for once more, and is never a reason to fall back', async () => {
    let calls = 0;
    const { connector, socket, stream, refusals } = setUp(() => `token ${(calls += 1)}`);
    connector.start();
    await settle();
    socket.last.end('unauthenticated', { status: 4401 });
    await settle();
    expect(socket.connections.map(({ token }) => token)).toEqual(['token 1', 'token 2']);
    socket.last.end('unauthenticated', { status: 4401 });
    await pass(600_000);
    expect(stream.connections).toHaveLength(0);
    expect(socket.connections).toHaveLength(2);
    expect(refusals).toMatchObject([{ code: 'UNAUTHENTICATED', status: 4401 }]);
    expect(connector.status).toMatchObject({ state: 'refused', reason: 'WebSocket: is unauthenticated' });
  });

  test('that is a text is not tried twice', async () => {
    const { connector, socket, refusals } = setUp('secret');
    connector.start();
    await settle();
    socket.last.end('unauthenticated', { status: 4401 });
    await settle();
    expect(socket.connections).toHaveLength(1);
    expect(refusals).toHaveLength(1);
  });

  test('that cannot be had counts as a failure, and is asked for again', async () => {
    let calls = 0;
    const { connector, socket } = setUp(() => {
      calls += 1;
      if (calls < 3) throw new Error('the issuer is away');
      return 'token';
    });
    connector.start();
    await settle();
    expect(connector.status).toMatchObject({ state: 'offline', reason: 'No token: the issuer is away' });
    await pass(10_000);
    expect(socket.last.token).toBe('token');
  });
});

describe('a server that refuses', () => {
  test('is not asked again, until something else is wanted of it', async () => {
    const { connector, socket, stream, refusals } = setUp();
    connector.start();
    await settle();
    socket.last.end('blocked', { status: 1006 });
    await settle();
    stream.last.end('refused', { status: 403, reason: 'not this origin' });
    await pass(600_000);
    expect(refusals).toMatchObject([{ code: 'REFUSED', status: 403, message: 'not this origin' }]);
    expect(connector.status).toMatchObject({ state: 'refused', reason: 'not this origin' });
    connector.stop();
    expect(connector.status.state).toBe('refused');
    connector.start();
    await settle();
    expect(socket.connections).toHaveLength(2);
  });

  test('an event stream, while a WebSocket is still under way, may let that in', async () => {
    const { connector, socket, stream, refusals } = setUp();
    connector.start();
    await pass(3_000);
    stream.last.end('refused', { status: 403 });
    await settle();
    expect(refusals).toEqual([]);
    socket.last.open();
    await settle();
    expect(connector.status.state).toBe('live');
  });
});

describe('stopping', () => {
  test.each<[string, (all: ReturnType<typeof setUp>) => Promise<void>]>([
    ['before a token is there', async () => undefined],
    ['while it connects', async () => void (await settle())],
    ['while two transports connect', async () => void (await pass(4_000))],
    [
      'when it is connected',
      async ({ socket }) => {
        await settle();
        socket.last.open();
        await pass(1_000);
      },
    ],
    [
      'while it waits',
      async ({ socket, stream }) => {
        await settle();
        socket.last.end('blocked');
        await settle();
        stream.last.end('lost');
        await settle();
      },
    ],
    [
      'on the fallback',
      async ({ socket, stream }) => {
        await settle();
        socket.last.end('blocked');
        await settle();
        stream.last.open();
        await pass(30_000);
      },
    ],
  ])('%s lets go of all there is', async (_, reach) => {
    const all = setUp(() => 'token');
    all.connector.start();
    await reach(all);
    const made = all.socket.connections.length + all.stream.connections.length;
    all.connector.stop();
    expect(all.connector.status.state).toBe('idle');
    expect([all.socket.held, all.stream.held]).toEqual([0, 0]);
    expect(vi.getTimerCount()).toBe(0);
    await pass(600_000);
    expect(all.socket.connections.length + all.stream.connections.length).toBe(made);
  });
});
