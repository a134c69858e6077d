import { expect, test } from 'vitest';
import { FairTurns } from '../../src/execution/fair-turns.ts';

test('lets work go on while the turn is young, and then makes all of it wait for the next turn', async () => {
  const turns = new FairTurns(5);
  expect(turns.take()).toBeUndefined();
  const until = performance.now() + 6;
  while (performance.now() < until);
  const wait = turns.take();
  expect(wait).toBeInstanceOf(Promise);
  expect(turns.take()).toBe(wait);
  let turned = false;
  setImmediate(() => {
    turned = true;
  });
  await wait;
  await new Promise(setImmediate);
  expect(turned).toBe(true);
  expect(turns.take()).toBeUndefined();
});

test('a stream that always has something lets timers run', async () => {
  const turns = new FairTurns(2);
  let fired = false;
  setTimeout(() => {
    fired = true;
  }, 1);
  const giveUpAt = performance.now() + 5_000;
  while (!fired && performance.now() < giveUpAt) await turns.take();
  expect(fired).toBe(true);
});
