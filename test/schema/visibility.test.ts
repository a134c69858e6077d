import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { FileReading } from '../../src/spec/parsed-file.ts';
import { createVisibleScope } from '../../src/spec/visible-scope.ts';
import { ScopedWorld } from '../support/scoped-world.ts';
import { aParsedSpec } from '../support/specs.ts';

const IDS = ['E1', 'E1-F1', 'E1-F1-T1', 'E1-F2', 'E2', 'E2-F1', 'E2-F1-T1', 'notes/loose'] as const;
/** Each depends on specs of other branches, so that most problems are of specs that somebody cannot see. */
const DEPENDENCIES: Readonly<Record<string, readonly string[]>> = {
  E1: ['E2', 'E1-F2', 'nowhere'],
  'E1-F1': ['E2-F1', 'E1-F2'],
  'E1-F2': ['notes/loose'],
  E2: ['E1-F1', 'E1'],
  'E2-F1-T1': ['E1-F1-T1'],
  'notes/loose': ['E2'],
};

/** What one file becomes; `null` where it goes. */
interface Edit {
  readonly id: string;
  readonly isCopy: boolean;
  readonly to: { readonly word: string; readonly declaresChildren: boolean } | null;
}

const anEdit: fc.Arbitrary<Edit> = fc.record({
  id: fc.constantFrom(...IDS),
  // Another file that gives the same ID, and so has a problem of its own.
  isCopy: fc.boolean(),
  to: fc.option(fc.record({ word: fc.constantFrom('a', 'b', 'c'), declaresChildren: fc.boolean() }), {
    freq: 3,
  }),
});
const aScope = fc.uniqueArray(
  fc.constantFrom('E1', 'E1-F1', 'E1-*', 'E2', 'E?', '*T1', 'notes/*', 'E2-F1*', 'absent'),
  { maxLength: 2 },
);
const aHistory = fc.array(fc.array(anEdit, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 10 });

/** Stands in all that a spec says of itself. */
const markOf = (id: string) => `mark${IDS.indexOf(id as (typeof IDS)[number])}of`;

function readingOf({ id, isCopy, to }: Edit): FileReading {
  const path = `${isCopy ? 'copies/' : ''}${id}.spec.md`;
  if (!to) return { kind: 'gone', path };
  const mark = markOf(id);
  const spec = {
    id,
    path,
    title: `${mark} ${to.word}`,
    status: mark,
    tags: [mark],
    body: mark,
    type: mark,
    dependencyIds: DEPENDENCIES[id] ?? [],
  };
  const claim = isCopy ? 'declared' : 'path';
  const declaredChildren = to.declaresChildren ? [`${id}-F1`] : [];
  return {
    kind: 'parsed',
    path,
    specs: [aParsedSpec(spec, { claim, declaredChildren })],
    problems: [],
  };
}

// Without what is told as it is written in the file itself: metadata, the IDs of dependencies.
const SPEC = `
  fragment Spec on Spec {
    id title type status tags path body
    parent { id title } children { id title } ancestors { id title } dependencies { id title }
    problems { code message path line }
  }`;
const QUERY = `{
    specs(first: 100) { totalCount nodes { ...Spec } pageInfo { hasNextPage startCursor endCursor } }
    few: specs(first: 1) { totalCount pageInfo { hasNextPage } }
    stats { total byType { key count } byStatus { key count } byPriority { key count } }
    problems { code message path line }
    ${IDS.map((id, at) => `spec${at}: spec(id: "${id}") { ...Spec }`).join('\n')}
  } ${SPEC}`;
const CHANGES = `
  fragment Change on SpecChange {
    __typename specId
    ... on SpecCreated { spec { ...Spec } }
    ... on SpecUpdated { changes fieldChanges { field before after } spec { ...Spec } }
    ... on SpecDeleted { title path }
  } ${SPEC}`;
const CHANGED = `subscription($since: ChangeCursor) { specChanged(since: $since) { __typename ...Change } } ${CHANGES}`;
const BATCHES = `subscription($since: ChangeCursor) {
    specsChanged(since: $since, snapshot: true, filter: { ids: ["E*", "notes/loose"] }) {
      snapshot { ...Spec } changes { ...Change } resync
    }
  } ${CHANGES}`;

/** All that names one of these specs or quotes it; an ID in another, longer one does not. */
function tracesOf(ids: readonly string[], texts: readonly string[]): string[] {
  const names = ids.flatMap((id) => [`(?<![\\w/-])${id}(?![\\w-])`, markOf(id)]);
  const pattern = new RegExp(names.join('|'), 'g');
  return ids.length === 0 ? [] : texts.flatMap((text) => text.match(pattern) ?? []);
}

/** Where in the log something was is no secret, and differs with what else there is in it. */
const withoutCursors = (texts: readonly string[]) =>
  texts.map((text) => text.replace(/,"extensions":\{"cursor":"[^"]*"\}/, ''));

describe('what is out of sight', () => {
  test('leaves no trace: whoever sees a part is told what they were if the rest had never been', async () => {
    await fc.assert(
      fc.asyncProperty(
        aHistory,
        fc.uniqueArray(aScope, { minLength: 1, maxLength: 3, selector: (one) => one.toSorted().join() }),
        fc.constantFrom(1000, 3),
        async (history, scopes, windowChanges) => {
          await using all = new ScopedWorld(windowChanges);
          const seen = scopes.map((patterns) => {
            const scope = createVisibleScope(patterns)!;
            return { patterns, scope, hidden: IDS.filter((id) => !scope.includes(id)) };
          });
          const [first = [], ...rest] = history;
          await all.read(first.map(readingOf));
          const start = all.cursor;
          const everything = await all.follow(null, CHANGED, {});
          const viewers = [];
          for (const { patterns, scope, hidden } of seen) {
            const part = new ScopedWorld();
            const only = (edits: readonly Edit[]) =>
              edits.filter(({ id }) => scope.includes(id)).map(readingOf);
            await part.read(only(first));
            const follow = async (world: ScopedWorld) => [
              await world.follow(patterns, CHANGED, {}),
              await world.follow(patterns, CHANGED, { isBatched: false }),
              await world.follow(patterns, BATCHES, {}),
            ];
            viewers.push({
              patterns,
              hidden,
              part,
              only,
              told: await follow(all),
              expected: await follow(part),
            });
          }
          await using stack = new AsyncDisposableStack();
          for (const { part } of viewers) stack.use(part);

          for (const edits of [[], ...rest]) {
            await all.read(edits.map(readingOf));
            for (const { patterns, part, only, hidden } of viewers) {
              await part.read(only(edits));
              const answer = await all.query(patterns, QUERY);
              expect(answer).toBe(await part.query(patterns, QUERY));
              expect(tracesOf(hidden, [answer])).toEqual([]);
            }
          }
          for (const { told, expected, hidden } of viewers) {
            // What is told from memory may name `problems` as changed where only those out of sight were.
            if (windowChanges === 1000) {
              expect(told.map(withoutCursors)).toEqual(expected.map(withoutCursors));
            }
            expect(tracesOf(hidden, told.flat())).toEqual([]);
          }
          // Those who see everything went by the same log, and were told of it.
          expect(everything.length).toBeGreaterThanOrEqual(
            Math.max(...viewers.map(({ told }) => told[0]!.length)),
          );

          // What is remembered is told as sparingly as what happens.
          for (const { patterns, hidden } of viewers) {
            const resumed = await all.follow(patterns, CHANGED, { since: start });
            const lost = await all.follow(patterns, BATCHES, { since: 'elsewhere.0' });
            expect(tracesOf(hidden, [...resumed, ...lost])).toEqual([]);
          }
        },
      ),
      { numRuns: 150 },
    );
  });

  test('is kept from those who ask the same as others who see it, and each sight is executed once', async () => {
    await using world = new ScopedWorld();
    const texts: string[][] = [];
    for (const scope of [null, ['E1'], ['E1'], ['E1', 'E1'], ['E2'], []]) {
      texts.push(await world.follow(scope, CHANGED, {}));
    }
    expect(world.interests).toBe(4);
    const before = world.executor.work.executions;
    await world.read([readingOf({ id: 'E1-F1', isCopy: false, to: { word: 'a', declaresChildren: false } })]);
    expect(texts.map(({ length }) => length)).toEqual([1, 1, 1, 1, 0, 0]);
    expect(world.executor.work.executions - before).toBe(2);
  });

  test('is kept from those who come back to what has been deleted meanwhile', async () => {
    await using world = new ScopedWorld(4);
    const to = { word: 'a', declaresChildren: false };
    await world.read(IDS.map((id) => readingOf({ id, isCopy: false, to })));
    const since = world.cursor;
    for (const id of IDS) await world.read([readingOf({ id, isCopy: false, to: null })]);
    const texts = await world.follow(['E2'], CHANGED, { since });
    expect(texts.map((text) => /"__typename":"(\w+)".*"specId":"([^"]+)"/.exec(text)!.slice(1))).toEqual([
      ['SpecDeleted', 'E2'],
      ['SpecDeleted', 'E2-F1'],
      ['SpecDeleted', 'E2-F1-T1'],
    ]);
  });
});
