import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { ConnectionNotices } from '../../src/cli/connection-notices.ts';
import type { ClientState, ClientStatus } from '../../src/client/index.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function createNotices(isWatched: boolean) {
  const told: string[] = [];
  const notices = new ConnectionNotices({
    place: 'http://specs.example/graphql',
    isWatched,
    patienceMs: 1_000,
    tell: (notice) => told.push(notice),
  });
  const take = (state: ClientState, part: Partial<ClientStatus> = {}) =>
    notices.take({ state, transport: null, roundTripMs: null, reason: null, retryAtMs: null, ...part });
  return { told, take };
}

describe.each([
  ['for someone who looks on', true],
  ['in a pipe', false],
])('of a connection, %s,', (_name, isWatched) => {
  const FOLLOWING = 'Following http://specs.example/graphql.';
  const first = isWatched ? [FOLLOWING] : [];

  test('a blip is not told', () => {
    const { told, take } = createNotices(isWatched);
    take('connecting');
    take('live');
    take('resuming', { reason: 'WebSocket: gone' });
    vi.advanceTimersByTime(900);
    take('live');
    vi.advanceTimersByTime(10_000);
    expect(told).toEqual(first);
  });

  test('trouble that lasts is told once, with the next attempt, and its end', () => {
    const { told, take } = createNotices(isWatched);
    take('live');
    take('resuming', { reason: 'WebSocket: gone' });
    vi.advanceTimersByTime(500);
    for (const waitMs of [2_000, 4_000, 8_000]) {
      take('offline', { reason: 'no network', retryAtMs: Date.now() + waitMs });
      vi.advanceTimersByTime(waitMs);
      take('offline', { reason: 'no network' });
    }
    take('live');
    const trouble = 'Offline (no network): the next attempt is in 2 s, and so on until it works.';
    expect(told).toEqual([...first, trouble, 'Connected again.']);
  });

  test('a first connection that takes long is told, and that it works', () => {
    const { told, take } = createNotices(isWatched);
    take('connecting');
    vi.advanceTimersByTime(1_000);
    take('live');
    expect(told).toEqual(['Connecting to http://specs.example/graphql …', FOLLOWING]);
  });

  test('a refusal is left to the error that says it', () => {
    const { told, take } = createNotices(isWatched);
    take('connecting');
    take('refused', { reason: 'no' });
    vi.advanceTimersByTime(10_000);
    expect(told).toEqual([]);
  });
});

test('the fallback is told to someone who looks on, with its reason, and not again', () => {
  const { told, take } = createNotices(true);
  take('fallback', { reason: 'WebSocket: blocked' });
  take('fallback', { reason: 'WebSocket: blocked', roundTripMs: 3 });
  take('live');
  take('fallback', { reason: 'WebSocket: blocked' });
  const words = 'Following http://specs.example/graphql over an event stream (WebSocket: blocked).';
  expect(told).toEqual([words, words]);
});
