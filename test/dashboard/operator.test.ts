import { CombinedError } from '@urql/core';
import { describe, expect, test } from 'vitest';
import { SpecClientError } from '../../src/client/client-error.ts';
import { errorCode } from '../../src/dashboard/model/error-code.ts';
import {
  formatAge,
  formatCount,
  formatDuration,
  formatInstant,
  formatMemory,
  formatMs,
  formatNumbered,
  formatRate,
} from '../../src/dashboard/model/format.ts';
import { addSample, ratesOf, type Sample } from '../../src/dashboard/model/samples.ts';
import { sparklineOf } from '../../src/dashboard/model/sparkline.ts';
import { historyAfter } from '../../src/dashboard/model/status-history.ts';
import { nextAttemptWords, statusWords, transportWords } from '../../src/dashboard/model/status-words.ts';

type Tick = Parameters<typeof historyAfter>[1]['serverStatus'];

const tick = (fields: Partial<Tick> = {}): { readonly serverStatus: Tick } => ({
  serverStatus: {
    version: '1.0.0',
    nodeId: 'n1',
    startedAt: '2026-11-23T20:00:00.000Z',
    uptimeSeconds: 10,
    changeCursor: 'k3x9.41',
    watcher: { state: 'watching', specs: 1, problems: 0, lastScanMs: 1, lastChangeAt: null, repairs: 0 },
    log: {
      kind: 'memory',
      epoch: 'k3x9',
      head: 37,
      changes: 3,
      bytes: 400,
      tombstones: 0,
      isConnected: true,
      lagChanges: 0,
      lagMs: 0,
      reconnects: 0,
      reloads: 0,
      isLeader: true,
      leaderId: 'n1',
    },
    nodes: [],
    connections: { websocket: 2, sse: 1, peak: 3, opened: 3, closed: 0, pruned: 0, refused: 0 },
    delivery: {
      subscriptions: 4,
      committed: 5,
      delivered: 6,
      conflated: 0,
      resyncs: 0,
      latencyP50Ms: null,
      latencyP99Ms: 2.5,
    },
    memoryBytes: 1_000,
    ...fields,
  },
});

describe('what an operator watches', () => {
  test('is kept tick by tick, and begun anew with another server', () => {
    const first = historyAfter(undefined, tick());
    expect(first.samples).toEqual([
      {
        atMs: Date.parse('2026-11-23T20:00:10.000Z'),
        connections: 3,
        subscriptions: 4,
        delivered: 6,
        committed: 5,
        latencyP50Ms: null,
        latencyP99Ms: 2.5,
        memoryBytes: 1_000,
        logChanges: 3,
      },
    ]);
    const second = historyAfter(first, tick({ uptimeSeconds: 12 }));
    expect(second.samples).toHaveLength(2);
    expect(historyAfter(second, tick({ nodeId: 'n2' })).samples).toHaveLength(1);
  });

  test('is what counters grew by a second, and never less than nothing', () => {
    const sample = (atMs: number, delivered: number) => ({ atMs, delivered, committed: 0 }) as Sample;
    expect(
      ratesOf([sample(0, 10), sample(2_000, 30), sample(4_000, 5), sample(4_000, 9)], 'delivered'),
    ).toEqual([10, 0, 0]);
    let samples: readonly Sample[] = [];
    for (let at = 0; at < 200; at += 1) samples = addSample(samples, sample(at, at));
    expect([samples.length, samples[0]!.atMs]).toEqual([150, 50]);
  });

  test('is drawn from the right, with gaps where nothing was measured', () => {
    const size = { width: 100, height: 10, slots: 5 };
    expect(sparklineOf([], size)).toEqual({ line: '', area: '', max: 0 });
    expect(sparklineOf([0, 0], size).line).toBe('M75,9.25L100,9.25');
    const { line, area, max } = sparklineOf([9, 0, null, 2, 4, 4], size);
    expect(line).toBe('M0,9.25M50,7.36L75,5.47L100,5.47');
    expect(area).toBe('M0,10L0,9.25L0,10ZM50,10L50,7.36L75,5.47L100,5.47L100,10Z');
    expect(max).toBe(9);
  });

  test('is not for everybody, which the code of the error tells whoever found it', () => {
    const error = new SpecClientError('Only for operators.', { code: 'FORBIDDEN' });
    expect(errorCode(new CombinedError({ networkError: error }))).toBe('FORBIDDEN');
    const graphQLErrors = [{ message: 'Only for operators.', extensions: { code: 'FORBIDDEN' } }];
    expect(errorCode(new CombinedError({ graphQLErrors }))).toBe('FORBIDDEN');
    expect(errorCode(new CombinedError({ networkError: new Error('no') }))).toBeUndefined();
  });
});

describe('the connection in words', () => {
  test('has a name for every state, and says when it tries again', () => {
    expect(statusWords({ state: 'live' })).toMatchObject({ label: 'Live', tone: 'good' });
    expect(statusWords({ state: 'refused' }).tone).toBe('bad');
    expect([transportWords({ transport: null }), transportWords({ transport: 'sse' })]).toEqual([
      'None',
      'Event stream (SSE)',
    ]);
    expect(nextAttemptWords({ retryAtMs: null }, 0)).toBeNull();
    expect(nextAttemptWords({ retryAtMs: 4_200 }, 1_000)).toBe('in 4 s');
    expect(nextAttemptWords({ retryAtMs: 900 }, 1_000)).toBe('now');
  });
});

describe('figures', () => {
  test.each([
    [formatCount(12_345), '12,345'],
    [formatNumbered(1, 'spec'), '1 spec'],
    [formatNumbered(2_000, 'spec'), '2,000 specs'],
    [formatAge(0), 'now'],
    [formatAge(59_999), '59 s'],
    [formatAge(60_000), '1 min'],
    [formatAge(3_600_000 * 5), '5 h'],
    [formatAge(86_400_000 * 3), '3 d'],
    [formatDuration(0.4), '0 s'],
    [formatDuration(59), '59 s'],
    [formatDuration(3_600), '1 h'],
    [formatDuration(90_061), '1 d 1 h'],
    [formatMemory(640), '640 B'],
    [formatMemory(12_600), '12.3 KiB'],
    [formatMemory(88_290_099), '84.2 MiB'],
    [formatMs(null), '–'],
    [formatMs(0.424), '0.42 ms'],
    [formatMs(12.34), '12.3 ms'],
    [formatMs(4_321.4), '4,321 ms'],
    [formatRate(0), '0'],
    [formatRate(12.34), '12.3'],
    [formatRate(4_321.4), '4,321'],
  ])('are short: %s', (text, expected) => {
    expect(text).toBe(expected);
  });

  test('have day and time where it matters', () => {
    expect(formatInstant(new Date(2026, 10, 23, 20, 15).getTime())).toMatch(/^23 Nov 2026, 20:15:00$/);
  });
});
