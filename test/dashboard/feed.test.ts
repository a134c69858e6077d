import { describe, expect, test } from 'vitest';
import { phraseOf, valueWords, wordsOf } from '../../src/dashboard/model/change-words.ts';
import { summaryOf } from '../../src/dashboard/model/feed-summary.ts';
import { addToFeed, countNewer, type FeedEntry } from '../../src/dashboard/model/feed.ts';
import { aChange, aLiveSpec, aMove } from '../support/live-specs.ts';

const told = (feed: readonly FeedEntry[]) =>
  feed.map(({ items }) =>
    [...items.values()].map(({ specId, kind, words }) =>
      kind === 'updated' ? `${specId} ${words.map(phraseOf).join(', ')}` : `${specId} ${kind}`,
    ),
  );

describe('the feed', () => {
  test('tells each change from what to what, the newest first', () => {
    const first = addToFeed([], aChange({ updated: [aMove('E1', 'draft', 'in-progress')] }, '20:15:00.000'));
    const second = addToFeed(first, aChange({ added: [aLiveSpec({ id: 'E2' })] }, '20:15:09.000'));
    expect(told(second)).toEqual([['E2 created'], ['E1 status: draft → in-progress']]);
    expect(second[0]!.key).not.toBe(second[1]!.key);
  });

  test('tells a checkout, which is committed in several parts, as one event', () => {
    const moves = Array.from({ length: 60 }, (_, at) =>
      aMove(`E1-T${at}`, at < 40 ? 'draft' : 'review', 'done'),
    );
    const part = (from: number, to: number, time: string) =>
      aChange({ updated: moves.slice(from, to) }, time);
    let feed = addToFeed([], part(0, 30, '20:15:00.000'));
    feed = addToFeed(feed, part(30, 60, '20:15:00.400'));
    const removed = [{ spec: aLiveSpec({ id: 'E9' }), isDeleted: true }];
    feed = addToFeed(feed, aChange({ removed }, '20:15:01.000'));
    expect(feed).toHaveLength(1);
    expect(summaryOf(feed[0]!)).toEqual({
      counts: '60 updated, 1 deleted',
      moves: [
        { before: 'draft', after: 'done', count: 40 },
        { before: 'review', after: 'done', count: 20 },
      ],
    });
  });

  test('begins another entry after a pause, and where changes never cease', () => {
    const at = (seconds: string) => aChange({ updated: [aMove('E1', 'draft', 'done')] }, `20:15:0${seconds}`);
    expect(addToFeed(addToFeed([], at('0.000')), at('1.001'))).toHaveLength(2);
    let feed: readonly FeedEntry[] = [];
    for (const seconds of ['0.000', '1.000', '2.000', '3.000', '4.000', '5.000', '6.000']) {
      feed = addToFeed(feed, at(seconds));
    }
    expect(feed).toHaveLength(2);
  });

  test('joins what becomes of one spec: from where it began to where it ended', () => {
    const joined = (...changes: Parameters<typeof aChange>[0][]) =>
      told(changes.reduce<readonly FeedEntry[]>((feed, change) => addToFeed(feed, aChange(change)), []))[0];
    const there = { updated: [aMove('E1', 'draft', 'review')] };
    expect(joined(there, { updated: [aMove('E1', 'review', 'done')] })).toEqual(['E1 status: draft → done']);
    expect(joined({ added: [aLiveSpec()] }, there)).toEqual(['E1 created']);
    expect(joined(there, { removed: [{ spec: aLiveSpec(), isDeleted: false }] })).toEqual(['E1 gone']);
    const body = { ...aMove('E1', 'draft', 'draft'), changes: ['body'], fieldChanges: [] };
    expect(joined({ updated: [body] }, { updated: [body] })).toEqual(['E1 body']);
  });

  test('tells what was missed for long apart from what happens now', () => {
    const missed = aChange({ isSnapshot: true, updated: [aMove('E1', 'draft', 'done')] });
    const feed = addToFeed(addToFeed([], missed), aChange({ updated: [aMove('E2', 'draft', 'done')] }));
    expect(feed.map(({ isCatchUp }) => isCatchUp)).toEqual([false, true]);
  });

  test('counts what is newer than where it was paused', () => {
    const paused = addToFeed([], aChange({ updated: [aMove('E1', 'draft', 'done')] }, '20:15:00.000'));
    const grown = addToFeed(paused, aChange({ updated: [aMove('E2', 'draft', 'done')] }, '20:15:00.500'));
    const later = addToFeed(grown, aChange({ updated: [aMove('E3', 'draft', 'done')] }, '20:15:30.000'));
    expect([paused, grown, later].map((feed) => countNewer(feed, paused))).toEqual([0, 1, 2]);
    expect(countNewer(later, [])).toBe(3);
  });

  test('keeps the newest two hundred entries', () => {
    let feed: readonly FeedEntry[] = [];
    for (let at = 0; at < 210; at += 1) {
      const time = new Date(at * 10_000).toISOString().slice(11, 23);
      feed = addToFeed(feed, aChange({ added: [aLiveSpec()] }, time));
    }
    expect(feed).toHaveLength(200);
    expect(feed[0]!.key).toBe(210);
  });
});

describe('a change in words', () => {
  test('tells the most telling first, and nothing of what merely goes along', () => {
    const words = wordsOf({
      ...aMove('E1', null, 'done'),
      after: aLiveSpec({
        status: 'done',
        checklist: { done: 2, total: 3 },
        problems: [{ code: 'BAD_VALUE', message: 'wrong', path: 'E1.spec.md', line: 1 }],
      }),
      changes: ['body', 'owner', 'problems', 'revision', 'status', 'updated'],
      fieldChanges: [{ field: 'owner', before: ['Ann', 'Bo'], after: null }],
    });
    expect(words.map(phraseOf)).toEqual([
      'status: none → done',
      'checklist: none → 2/3',
      'problems: 0 → 1',
      'body',
      'owner: Ann, Bo → none',
    ]);
  });

  test('tells of problems how many there are, where that has changed', () => {
    const problem = { code: 'BAD_VALUE', message: 'wrong', path: 'E1.spec.md', line: 1 };
    const one = aLiveSpec({ problems: [problem] });
    const other = aLiveSpec({ problems: [{ ...problem, line: 2 }] });
    const update = { after: other, changes: ['problems'], fieldChanges: [] };
    expect(wordsOf({ ...update, before: aLiveSpec() }).map(phraseOf)).toEqual(['problems: 0 → 1']);
    expect(wordsOf({ ...update, before: one }).map(phraseOf)).toEqual(['problems']);
  });

  test('tells something where nothing is known', () => {
    const quiet = { before: aLiveSpec(), after: aLiveSpec(), fieldChanges: [] };
    const revision = [{ field: 'revision', before: 'r1', after: 'r2' }];
    expect(wordsOf({ ...quiet, changes: ['revision'], fieldChanges: revision })).toEqual([{ field: 'file' }]);
    expect(wordsOf({ ...quiet, changes: [] })).toEqual([{ field: 'file' }]);
  });

  test.each([
    ['text', 'text'],
    [null, 'none'],
    ['', 'none'],
    [[], 'none'],
    [['a', 'b'], 'a, b'],
    [[{ code: 'X', message: 'wrong' }], 'wrong'],
    [{ a: 1 }, '{"a":1}'],
    [7, '7'],
  ])('has a value %j as %s', (value, words) => {
    expect(valueWords(value)).toBe(words);
  });
});
