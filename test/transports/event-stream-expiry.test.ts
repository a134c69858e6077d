import { EventEmitter } from 'node:events';
import type { ServerResponse } from 'node:http';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createConnectionRegistry } from '../../src/transports/connections.ts';
import { EventStream } from '../../src/transports/event-stream.ts';
import { createKeepAlive } from '../../src/transports/keep-alive.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A response whose client reads when it is told to. */
class StubResponse extends EventEmitter {
  headersSent = true;
  closed = false;
  destroyed = false;
  ended = false;

  end(): void {
    this.ended = true;
  }

  destroy(): void {
    this.destroyed = true;
    this.close();
  }

  close(): void {
    this.closed = true;
    this.emit('close');
  }
}

function expired(): StubResponse {
  const response = new StubResponse();
  const handle = createConnectionRegistry().open({ transport: 'SSE', remoteAddress: null, userAgent: null });
  new EventStream(response as unknown as ServerResponse, createKeepAlive(0), handle).expire();
  expect(response.ended).toBe(true);
  return response;
}

test('a client whose token has expired is cut off when it does not read what is left', () => {
  const response = expired();
  vi.advanceTimersByTime(4_999);
  expect(response.destroyed).toBe(false);
  vi.advanceTimersByTime(1);
  expect(response.destroyed).toBe(true);
  expect(vi.getTimerCount()).toBe(0);
});

test('one that reads it is not, and leaves no timer', () => {
  const response = expired();
  response.close();
  expect(vi.getTimerCount()).toBe(0);
  expect(response.destroyed).toBe(false);
});
