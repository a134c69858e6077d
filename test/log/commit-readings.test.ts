import { setImmediate as turn } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ReadingCommitter } from '../../src/log/commit-readings.ts';
import { createMemoryLog } from '../../src/log/memory-log.ts';
import { LoopShare } from '../../src/loop-share.ts';
import type { FileReading } from '../../src/spec/parsed-file.ts';
import { changedId } from '../../src/spec/spec-change.ts';
import { SpecIndex } from '../../src/spec/spec-index.ts';
import { aParsedSpec } from '../support/specs.ts';

const file = (path: string, id: string, body = 'text'): FileReading => ({
  kind: 'parsed',
  path,
  problems: [],
  specs: [aParsedSpec({ id, path, body }, { claim: 'declared' })],
});
const gone = (path: string): FileReading => ({ kind: 'gone', path });
const files = (count: number, body?: string) =>
  Array.from({ length: count }, (_, at) => file(`${at}.md`, `E${at}`, body));

/** A committer on a log; where steps are slow, each of them uses its turn of the loop up. */
function committing({ isSlow = false, maxChanges }: { isSlow?: boolean; maxChanges?: number } = {}) {
  let nowMs = 0;
  const log = createMemoryLog();
  const share = new LoopShare({ sliceMs: 10, now: () => (isSlow ? (nowMs += 10) : 0) });
  const committer = new ReadingCommitter({ log, share, ...(maxChanges === undefined ? {} : { maxChanges }) });
  const commits: string[][] = [];
  log.onCommit((entries) => commits.push(entries.map(({ change }) => changedId(change))));
  return { log, committer, commits };
}

test('the first batch seeds the log, and the next ones are appended', async () => {
  const { log, committer, commits } = committing();
  await committer.take(files(2500));
  expect([log.specs.size, log.head, commits]).toEqual([2500, 0, []]);
  expect(committer.isSeeded).toBe(true);
  expect(await committer.take([file('0.md', 'E0', 'new'), gone('1.md')])).toBe(2);
  expect(commits).toEqual([['E0', 'E1']]);
});

test('an empty first batch is one too', async () => {
  const { committer, commits } = committing();
  await committer.take([]);
  await committer.take([file('0.md', 'E0')]);
  expect(commits).toEqual([['E0']]);
});

test.each([60, 500])('%i changes are appended together', async (count) => {
  const { committer, commits } = committing({ isSlow: true });
  await committer.take([]);
  await committer.take(files(count));
  expect(commits.map((ids) => ids.length)).toEqual([count]);
});

test('more are appended in parts, with turns of the loop between that others get', async () => {
  const { log, committer, commits } = committing({ isSlow: true });
  await committer.take([]);
  const heads: number[] = [];
  const watching = { isOver: false };
  const watched = (async () => {
    for (; !watching.isOver; await turn()) heads.push(log.head);
  })();
  await committer.take(files(1200));
  watching.isOver = true;
  await watched;
  expect(commits.map((ids) => ids.length)).toEqual([500, 500, 200]);
  expect([...new Set(heads)]).toEqual([0, 500, 1000, 1200]);
  // Taking in, relating, comparing and checking 1,200 specs, each in a turn of its own.
  expect(heads.length).toBeGreaterThan(1200);
});

test('loose problems are told with the last part', async () => {
  const { log, committer } = committing({ maxChanges: 2 });
  await committer.take([file('a.md', 'E0')]);
  const told: number[] = [];
  log.onCommit(() => told.push(log.looseProblems.length));
  await committer.take([file('b.md', 'E0'), ...[1, 2, 3, 4, 5].map((at) => file(`${at}.md`, `E${at}`))]);
  expect(told).toEqual([0, 0, 1]);
});

test('a batch that is stopped ends there, and commits no more', async () => {
  const { log, committer, commits } = committing({ isSlow: true });
  await committer.take([]);
  const stop = new AbortController();
  log.onCommit(() => stop.abort(new Error('stopped')));
  await expect(committer.take(files(5000), stop.signal)).rejects.toThrow('stopped');
  expect(commits.map((ids) => ids.length)).toEqual([500]);
});

describe('however small the parts', () => {
  const PATHS = ['a.md', 'b.md', 'c.md', 'd.md'];
  const reading = fc.oneof(
    fc
      .tuple(fc.constantFrom(...PATHS), fc.constantFrom('E1', 'E1-F1', 'E2'), fc.constantFrom('old', 'new'))
      .map(([path, id, body]) => file(path, id, body)),
    fc.constantFrom(...PATHS).map(gone),
  );
  const batch = fc.uniqueArray(reading, { selector: ({ path }) => path, minLength: 1 });

  test('the log has what an index has, and no spec changes twice in a batch', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(batch, { maxLength: 8 }),
        fc.integer({ min: 1, max: 3 }),
        async (all, max) => {
          const { log, committer, commits } = committing({ maxChanges: max });
          const index = new SpecIndex();
          for (const [at, readings] of all.entries()) {
            commits.length = 0;
            await committer.take(readings);
            const ids = index.apply(readings).map(changedId);
            // The first batch is told nobody.
            if (at > 0) expect(commits.flat()).toEqual(ids);
            expect(new Map([...log.specs].map((spec) => [spec.id, spec]))).toEqual(new Map(index.specs));
            expect(log.looseProblems).toEqual(index.looseProblems);
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});
