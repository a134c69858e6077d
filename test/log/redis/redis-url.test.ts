import { expect, test } from 'vitest';
import { describeRedis, parseRedisUrl } from '../../../src/log/redis/redis-url.ts';

const plain = { isTls: false };

test.each([
  ['redis://cache', { kind: 'single', ...plain, host: 'cache', port: 6379, db: 0 }],
  ['redis://127.0.0.1:7000/3', { kind: 'single', ...plain, host: '127.0.0.1', port: 7000, db: 3 }],
  ['redis://[::1]:7000', { kind: 'single', ...plain, host: '::1', port: 7000, db: 0 }],
  [
    'rediss://me:a%40b%3Ac@cache',
    { kind: 'single', isTls: true, host: 'cache', port: 6379, db: 0, username: 'me', password: 'a@b:c' },
  ],
  [
    'redis://:secret@cache',
    { kind: 'single', ...plain, host: 'cache', port: 6379, db: 0, password: 'secret' },
  ],
  [
    'redis+sentinel://:secret@one:1,two/main/2?sentinelPassword=other',
    {
      kind: 'sentinel',
      ...plain,
      password: 'secret',
      sentinels: [
        { host: 'one', port: 1 },
        { host: 'two', port: 26_379 },
      ],
      master: 'main',
      db: 2,
      sentinelPassword: 'other',
    },
  ],
  [
    'rediss+cluster://one,two:7001',
    {
      kind: 'cluster',
      isTls: true,
      nodes: [
        { host: 'one', port: 6379 },
        { host: 'two', port: 7001 },
      ],
    },
  ],
])('%s says where a Redis is', (url, expected) => {
  expect(parseRedisUrl(url)).toEqual(expected);
});

test.each([
  '',
  'cache',
  'http://cache',
  'redis://',
  'redis://cache:0',
  'redis://cache:70000',
  'redis://cache/name',
  'redis://cache/0/1',
  'redis://one,two',
  'redis://cache?family=6',
  'redis://me:%zz@cache',
  'redis+sentinel://one',
  'redis+sentinel://one/main/x',
  'redis+cluster://one/1',
  'redis+other://one',
])('%j does not', (url) => {
  expect(parseRedisUrl(url)).toBeUndefined();
});

test.each([
  ['redis://me:secret@cache/2', 'redis://cache:6379/2'],
  [
    'rediss+sentinel://me:secret@[::1],two/main?sentinelPassword=secret',
    'rediss+sentinel://[::1]:26379,two:26379/main/0',
  ],
  ['redis+cluster://me:secret@one', 'redis+cluster://one:6379'],
])('%s is told without what lets somebody in', (url, told) => {
  expect(describeRedis(parseRedisUrl(url)!)).toBe(told);
});
