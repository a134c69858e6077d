import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { expiryOf, TokenSource } from '../../src/client/token-source.ts';

const NOW = Date.UTC(2026, 10, 25);

/** A JSON Web Token that lasts so long from now on, in seconds. */
function lasting(seconds: number): string {
  const payload = { sub: 'å?>~', exp: Date.now() / 1_000 + seconds };
  return `e30.${Buffer.from(JSON.stringify(payload)).toString('base64url')}.sig`;
}

beforeEach(() => void vi.useFakeTimers({ now: NOW }));
afterEach(() => void vi.useRealTimers());

describe('a token that is a text', () => {
  test('is that, for ever, and no other can be had', async () => {
    const source = new TokenSource('secret');
    expect(await source.fresh()).toBe('secret');
    source.forget();
    expect(await source.current()).toBe('secret');
    expect(source.canChange).toBe(false);
    expect(source.renewalInMs()).toBeUndefined();
  });

  test('is not renewed though it is a JSON Web Token that expires', async () => {
    const source = new TokenSource(lasting(5));
    await source.fresh();
    expect(source.renewalInMs()).toBeUndefined();
  });
});

describe('a function', () => {
  test('is called for each connection, and once for all who ask at the same time', async () => {
    let calls = 0;
    const source = new TokenSource(async () => `token ${(calls += 1)}`);
    expect(await Promise.all([source.fresh(), source.fresh()])).toEqual(['token 1', 'token 1']);
    expect(await source.fresh()).toBe('token 2');
  });

  test('is not called for a query while its token is good', async () => {
    let calls = 0;
    const source = new TokenSource(() => `token ${(calls += 1)}`);
    expect([await source.current(), await source.current()]).toEqual(['token 1', 'token 1']);
    source.forget();
    expect(await source.current()).toBe('token 2');
  });

  test('may have none', async () => {
    expect(await new TokenSource(() => null).fresh()).toBeUndefined();
    expect(await new TokenSource(() => undefined).fresh()).toBeUndefined();
  });

  test('that fails is asked again the next time', async () => {
    let calls = 0;
    const source = new TokenSource(() => {
      calls += 1;
      if (calls === 1) throw new Error('signed out');
      return 'token';
    });
    await expect(source.fresh()).rejects.toThrow('signed out');
    expect(await source.fresh()).toBe('token');
  });
});

describe('a JSON Web Token from a function is renewed', () => {
  test.each([
    [10, 8_000],
    [100, 80_000],
    [3_600, 3_570_000],
  ])('that lasts %i s: after %i ms', async (seconds, ms) => {
    const source = new TokenSource(() => lasting(seconds));
    await source.fresh();
    expect(source.renewalInMs()).toBeCloseTo(ms, -1);
  });

  test('not in a hurry where it has expired already: the clock may be wrong', async () => {
    const source = new TokenSource(() => lasting(-60));
    await source.fresh();
    expect(source.renewalInMs()).toBe(1_000);
  });

  test('and a query waits for the next one when it is due', async () => {
    let calls = 0;
    const source = new TokenSource(() => {
      calls += 1;
      return lasting(100);
    });
    await source.current();
    vi.advanceTimersByTime(79_000);
    await source.current();
    expect(calls).toBe(1);
    vi.advanceTimersByTime(2_000);
    await source.current();
    expect(calls).toBe(2);
  });
});

test.each(['secret', 'a.b', 'a..c', 'a.e30.c', 'a.bm8.c', `a.${btoa('{"exp":"soon"}')}.c`])(
  '%j says nothing of when it expires',
  (token) => expect(expiryOf(token)).toBeUndefined(),
);
