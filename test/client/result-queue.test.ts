import { describe, expect, test } from 'vitest';
import { SpecClientError } from '../../src/client/client-error.ts';
import { ResultQueue } from '../../src/client/result-queue.ts';

function queue() {
  const calls: string[] = [];
  const { observer, iterator } = new ResultQueue<number>({
    onReturn: () => void calls.push('return'),
    onFull: () => void calls.push('full'),
    onEmpty: () => void calls.push('empty'),
  });
  const put = (from: number, to: number) => {
    for (let data = from; data <= to; data += 1) observer.next({ data });
  };
  const take = async () => (await iterator.next()).value?.data;
  return { calls, observer, iterator, put, take };
}

const error = new SpecClientError('no', { code: 'REFUSED' });

test('results come in order, whether they wait or are waited for', async () => {
  const { put, take } = queue();
  put(1, 2);
  expect([await take(), await take()]).toEqual([1, 2]);
  const awaited = [take(), take()];
  put(3, 4);
  expect(await Promise.all(awaited)).toEqual([3, 4]);
});

test('a reader that is slow is not sent more, until it has taken all that waits', async () => {
  const { calls, put, take } = queue();
  put(1, 255);
  expect(calls).toEqual([]);
  put(256, 260);
  expect(calls).toEqual(['full']);
  for (let data = 1; data <= 259; data += 1) expect(await take()).toBe(data);
  expect(calls).toEqual(['full']);
  expect(await take()).toBe(260);
  expect(calls).toEqual(['full', 'empty']);
});

describe('the end', () => {
  test('comes behind what waits', async () => {
    const { observer, iterator, put, take } = queue();
    put(1, 1);
    observer.complete?.();
    expect(await take()).toBe(1);
    expect(await iterator.next()).toEqual({ done: true, value: undefined });
    expect(await iterator.next()).toEqual({ done: true, value: undefined });
  });

  test('with an error is thrown once, behind what waits', async () => {
    const { observer, iterator, put, take } = queue();
    put(1, 1);
    observer.error?.(error);
    expect(await take()).toBe(1);
    await expect(iterator.next()).rejects.toBe(error);
    expect(await iterator.next()).toEqual({ done: true, value: undefined });
  });

  test('reaches all who wait, and an error the first of them', async () => {
    const { observer, iterator } = queue();
    const waiting = [iterator.next(), iterator.next()];
    observer.error?.(error);
    await expect(waiting[0]).rejects.toBe(error);
    expect(await waiting[1]).toEqual({ done: true, value: undefined });
  });
});

describe('whoever leaves', () => {
  test('while it waits is let go at once, and is heard of', async () => {
    const { calls, iterator } = queue();
    const waiting = iterator.next();
    await iterator.return?.();
    expect(await waiting).toEqual({ done: true, value: undefined });
    expect(calls).toEqual(['return']);
  });

  test('gets nothing of what waits', async () => {
    const { iterator, put } = queue();
    put(1, 3);
    for await (const { data } of iterator) {
      expect(data).toBe(1);
      break;
    }
    expect(await iterator.next()).toEqual({ done: true, value: undefined });
  });

  test('with an error gets it back', async () => {
    const { calls, iterator } = queue();
    await expect(iterator.throw?.(error)).rejects.toBe(error);
    expect(calls).toEqual(['return']);
  });
});
