import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { LoopShare } from '../src/loop-share.ts';

/** A share of 10 ms a turn, by a clock that only the pieces move. */
function shareOfTen() {
  let nowMs = 0;
  const done: number[] = [];
  const work = (piece: number, costMs = 4): number => {
    nowMs += costMs;
    done.push(piece);
    return piece;
  };
  return { share: new LoopShare({ sliceMs: 10, now: () => nowMs }), done, work };
}

test('a turn of the loop does the pieces that fit, and the one that goes over', async () => {
  const { share, done, work } = shareOfTen();
  const asked = Promise.all([1, 2, 3, 4, 5, 6, 7, 8].map((piece) => share.do(() => work(piece))));
  expect(done).toEqual([1, 2, 3]);
  await turn();
  expect(done).toEqual([1, 2, 3, 4, 5, 6]);
  expect(await asked).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  expect(done).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
});

test('a piece that is asked for later does not overtake those that wait', async () => {
  const { share, done, work } = shareOfTen();
  const early = [1, 2, 3].map((piece) => share.do(() => work(piece, 10)));
  await turn();
  await Promise.all([...early, share.do(() => work(4))]);
  expect(done).toEqual([1, 2, 3, 4]);
});

test('a piece that throws fails alone', async () => {
  const { share, work } = shareOfTen();
  const broken = share.do(() => {
    throw new Error('broken');
  });
  await expect(broken).rejects.toThrow('broken');
  expect(await share.do(() => work(1))).toBe(1);
});

test('steps are taken as far as they fit into each turn, and their result is given', async () => {
  const { share, done, work } = shareOfTen();
  function* steps() {
    for (let step = 1; step <= 5; step += 1) yield work(step, 5);
    return 'all';
  }
  const taken = share.takeSteps(steps());
  expect(done).toEqual([1, 2]);
  await turn();
  expect(done).toEqual([1, 2, 3, 4]);
  expect(await taken).toBe('all');
});

test('steps end between two of them when the signal says so', async () => {
  const { share, done, work } = shareOfTen();
  const stop = new AbortController();
  function* steps() {
    for (let step = 1; ; step += 1) yield work(step);
  }
  const taken = share.takeSteps(steps(), stop.signal);
  stop.abort(new Error('stopped'));
  await expect(taken).rejects.toThrow('stopped');
  expect(done).toEqual([1, 2, 3]);
});

test('lets work go on while the turn is young, and then makes all of it wait for the next turn', async () => {
  const turns = new LoopShare({ sliceMs: 5 });
  expect(turns.turn()).toBeUndefined();
  const until = performance.now() + 6;
  while (performance.now() < until);
  const wait = turns.turn();
  expect(wait).toBeInstanceOf(Promise);
  expect(turns.turn()).toBe(wait);
  let turned = false;
  setImmediate(() => {
    turned = true;
  });
  await wait;
  await new Promise(setImmediate);
  expect(turned).toBe(true);
  expect(turns.turn()).toBeUndefined();
});

test('a stream that always has something lets timers run', async () => {
  const turns = new LoopShare({ sliceMs: 2 });
  let fired = false;
  setTimeout(() => {
    fired = true;
  }, 1);
  const giveUpAt = performance.now() + 5_000;
  while (!fired && performance.now() < giveUpAt) await turns.turn();
  expect(fired).toBe(true);
});
