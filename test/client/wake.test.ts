import { afterEach, expect, test, vi } from 'vitest';
import { onWake } from '../../src/client/wake.ts';

afterEach(() => void vi.unstubAllGlobals());

test('a page wakes when it comes online, goes offline, returns, or is looked at', () => {
  const page = Object.assign(new EventTarget(), { visibilityState: 'hidden' });
  const window = new EventTarget();
  vi.stubGlobal('document', page);
  vi.stubGlobal('addEventListener', window.addEventListener.bind(window));
  vi.stubGlobal('removeEventListener', window.removeEventListener.bind(window));
  let wakes = 0;
  const stop = onWake(() => void (wakes += 1));
  for (const name of ['online', 'offline', 'pageshow']) window.dispatchEvent(new Event(name));
  expect(wakes).toBe(3);
  page.dispatchEvent(new Event('visibilitychange'));
  expect(wakes).toBe(3);
  page.visibilityState = 'visible';
  page.dispatchEvent(new Event('visibilitychange'));
  expect(wakes).toBe(4);
  stop();
  window.dispatchEvent(new Event('online'));
  page.dispatchEvent(new Event('visibilitychange'));
  expect(wakes).toBe(4);
});

test('elsewhere nothing does, and nothing is held', () => {
  expect(onWake(() => undefined)()).toBeUndefined();
});
