import { expect, test } from 'vitest';
import { parseServeOptions, SETTINGS } from '../src/config.ts';
import { createServer } from '../src/create-server.ts';
import { LIMITS, resolveLimits, type LimitName } from '../src/limits.ts';

const NAMES = Object.keys(LIMITS) as LimitName[];

test('without any given, all are as they are documented', () => {
  expect(resolveLimits({})).toEqual({
    maxConnections: 10_000,
    maxConnectionsPerAddress: 1_000,
    maxSubscriptionsPerConnection: 100,
    maxOperationsPerConnection: 100,
    maxMessagesPerSecond: 100,
    maxDeliveriesPerSecond: 0,
    maxBodyBytes: 100_000,
    maxMessageBytes: 100_000,
    connectionInitTimeoutMs: 3_000,
    keepAliveMs: 12_000,
    headersTimeoutMs: 10_000,
    requestTimeoutMs: 15_000,
    maxReservations: 1_000,
    reservationTimeoutMs: 30_000,
    maxQueryDepth: 10,
    maxAliases: 15,
    maxTokens: 1_000,
    maxCost: 100_000,
    maxFirst: 500,
    maxFilterValues: 100,
    maxFilterPatterns: 20,
    maxFilterLength: 200,
    maxFileBytes: 1_048_576,
    windowChanges: 10_000,
    windowBytes: 33_554_432,
    tombstones: 10_000,
  });
});

test.each(NAMES)('%s has bounds, and says what was expected and what came', async (name) => {
  const { min, max, fallback } = LIMITS[name];
  expect(fallback).toBeGreaterThanOrEqual(min);
  expect(fallback).toBeLessThanOrEqual(max);
  for (const value of [min - 1, max + 1, 60.5, NaN, Infinity]) {
    expect(() => resolveLimits({ [name]: value })).toThrow(
      new RangeError(`${name}: expected a whole number from ${min} to ${max}, got ${value}.`),
    );
  }
  await expect(createServer({ folder: '.', [name]: -1 })).rejects.toThrow(`${name}: expected`);
});

test.each(NAMES)('%s is a flag and a variable', (name) => {
  const words = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  const { flag, env } = SETTINGS[name];
  const variable = `SPECWIRE_${words.replaceAll('-', '_').toUpperCase()}`;
  expect(flag.split(' ')[0]).toBe(`--${words}`);
  expect(env).toEqual([variable]);
  const { fallback, min, max } = LIMITS[name];
  // Timeouts of headers and of requests depend on each other.
  const other = name === 'headersTimeoutMs' ? fallback - 1 : fallback + 1;
  expect(parseServeOptions({}, {})[name]).toBe(fallback);
  expect(parseServeOptions({ [name]: String(other) }, {})[name]).toBe(other);
  expect(parseServeOptions({}, { [variable]: String(other) })[name]).toBe(other);
  expect(() => parseServeOptions({ [name]: '-1' }, {})).toThrow(
    `--${words}: expected a whole number from ${min} to ${max}, got "-1".`,
  );
});

test('headers may not take longer than the whole request', () => {
  const given = { headersTimeoutMs: '2000', requestTimeoutMs: '1000' };
  expect(() => parseServeOptions(given, {})).toThrow(
    'headersTimeoutMs: expected at most `requestTimeoutMs`, which is 1000, got 2000.',
  );
});
