import { describe, expect, test } from 'vitest';
import { lossOfSocket, lossOfStatus } from '../../src/client/loss.ts';

describe('a WebSocket that was open', () => {
  test.each([
    [1000, 'lost'],
    [1001, 'lost'],
    [1005, 'lost'],
    [1006, 'lost'],
    [1011, 'lost'],
    [1012, 'lost'],
    [4008, 'lost'],
    [4408, 'lost'],
    [4499, 'lost'],
    [1013, 'later'],
    [4029, 'later'],
    [1002, 'blocked'],
    [1007, 'blocked'],
    [1009, 'blocked'],
    [4400, 'blocked'],
    [4406, 'blocked'],
    [4409, 'blocked'],
    [4429, 'blocked'],
    [4500, 'blocked'],
    [4401, 'unauthenticated'],
    [4419, 'expired'],
    [4420, 'access-changed'],
  ])('and is closed with %i is %s', (code, kind) => {
    expect(lossOfSocket(code, 'why', true)).toMatchObject({
      kind,
      status: code,
      reason: `WebSocket: closed with ${code} (why)`,
    });
  });
});

describe('a WebSocket that was not acknowledged', () => {
  test.each([
    [1000, 'blocked'],
    [1006, 'blocked'],
    [1002, 'blocked'],
    [4406, 'blocked'],
    [4408, 'blocked'],
    [4500, 'blocked'],
    [1001, 'lost'],
    [1013, 'later'],
    [4029, 'later'],
    [4401, 'unauthenticated'],
    [4419, 'expired'],
  ])('and is closed with %i is %s', (code, kind) => {
    expect(lossOfSocket(code, '', false)).toMatchObject({
      kind,
      reason: `WebSocket: closed with ${code} before it was ready`,
    });
  });
});

test('too many messages say how long to wait', () => {
  expect(lossOfSocket(4029, '', true).retryAfterMs).toBe(10_000);
  expect(lossOfSocket(1013, '', true)).not.toHaveProperty('retryAfterMs');
});

describe('an event stream that is refused', () => {
  test.each([
    [401, 'unauthenticated'],
    [403, 'refused'],
    [421, 'refused'],
    [408, 'lost'],
    [429, 'later'],
    [500, 'later'],
    [502, 'later'],
    [503, 'later'],
    [504, 'later'],
    [200, 'blocked'],
    [302, 'blocked'],
    [400, 'blocked'],
    [405, 'blocked'],
    [406, 'blocked'],
  ])('with %i is %s', (status, kind) => {
    expect(lossOfStatus(status, '', null)).toEqual({
      kind,
      transport: 'sse',
      status,
      reason: `Event stream: refused with ${status}`,
    });
  });

  test('asks whether the address is the right one where there is nothing', () => {
    expect(lossOfStatus(404, 'There is nothing at this path.', null)).toMatchObject({
      kind: 'blocked',
      reason:
        "Event stream: refused with 404 (There is nothing at this path.); is this the address of the server's /graphql?",
    });
  });

  test('says when to come back, and what the server said', () => {
    expect(lossOfStatus(503, 'The server is shutting down.', '7')).toMatchObject({
      retryAfterMs: 7_000,
      reason: 'Event stream: refused with 503 (The server is shutting down.)',
    });
    for (const word of ['Wed, 21 Oct 2026 07:28:00 GMT', '-1', '1e9', '9999999', '']) {
      expect(lossOfStatus(503, '', word)).not.toHaveProperty('retryAfterMs');
    }
  });
});
