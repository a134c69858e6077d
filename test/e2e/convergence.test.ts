import { setTimeout as pause } from 'node:timers/promises';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  SpecsChangedDocument,
  SpecsDocument,
  TypedDocumentString,
  type SpecChangeFilter,
  type SpecFieldsFragment,
} from '../../src/client/generated/graphql.ts';
import { eftFormat } from '../../src/format/eft.ts';
import { readFolder } from '../../src/source/read-folder.ts';
import { SpecIndex } from '../../src/spec/spec-index.ts';
import { query, CLIENTS } from '../support/clients.ts';
import { FoldedSpecs } from '../support/folded-specs.ts';
import { startServer } from '../support/server.ts';
import { specText, type SpecTree } from '../support/spec-tree.ts';

const IDS = ['E01', 'E01-F01', 'E01-F02', 'E01-F02-T01', 'E02', 'E02-F01', 'E10'];
const STATUSES = ['draft', 'in-progress', 'done'];
const END = 'Z99';

/** One thing that somebody does to the tree. */
const edit = fc.record({
  id: fc.constantFrom(...IDS),
  status: fc.constantFrom(...STATUSES),
  how: fc.constantFrom('write', 'write', 'write', 'remove', 'move', 'empty', 'break'),
});

/** What different dashboards ask for: those who ask the same share what is made of it. */
const DOCUMENTS = ['cursor', 'cursor timestamp', 'first: cursor cursor __typename'].map(
  (selection) =>
    new TypedDocumentString(
      SpecsChangedDocument.toString().replace(/\bcursor\b/, selection),
    ) as typeof SpecsChangedDocument,
);

/** How one dashboard follows. */
const follower = fc.record({
  document: fc.constantFrom(...DOCUMENTS),
  transport: fc.constantFrom(...Object.keys(CLIENTS)),
  filter: fc.constantFrom<SpecChangeFilter>(
    {},
    { ids: ['E01'], includeChildren: true },
    { ids: ['E0?-*', 'E10', END] },
    { ids: ['E02*', END] },
  ),
  windowMs: fc.constantFrom(0, 0, 40),
  conflate: fc.boolean(),
  order: fc.constantFrom('COMMITTED' as const, 'PRIORITY' as const),
  maxBatchSize: fc.constantFrom(1, 3, 1000),
  readsSlowly: fc.boolean(),
  /** After how many deliveries the connection is lost, each time. */
  losesAfter: fc.integer({ min: 1, max: 6 }),
});

test('whatever is done to the tree, every dashboard ends with what the folder holds', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(edit, { minLength: 15, maxLength: 40 }),
      fc.array(follower, { minLength: 3, maxLength: 6 }),
      async (edits, followers) => {
        await using server = await startServer(
          { 'E01/spec.md': specText({ title: 'Lending', status: 'draft' }) },
          // So small that some who were away find the window gone.
          { windowChanges: 8, settleMs: 5, maxSettleMs: 50 },
        );
        const ends = followers.map(async (how) => follow(server.url, how));
        for (const [at, { id, status, how }] of edits.entries()) {
          await act(server.tree, id, how, specText({ title: `${id} ${at}`, status, priority: 'high' }));
          await pause(at % 5);
        }
        const index = new SpecIndex();
        await quiet(server.services);
        index.apply(await readFolder({ folder: server.tree.folder, format: eftFormat }));
        await server.tree.write(`${END}.spec.md`, specText({ title: 'The end' }));
        const folds = await Promise.all(ends);

        const held = (await query(server.url, SpecsDocument, { first: 500 })).specs.nodes;
        expect(held.filter(({ id }) => id !== END).map(({ id, revision }) => [id, revision])).toEqual(
          goodOnes(index).map(({ id, revision }) => [id, revision]),
        );
        for (const [at, fold] of folds.entries()) {
          const expected = held.filter(({ id }) => matches(followers[at]!.filter, id));
          expect(fold.specs).toEqual(byId(expected));
        }
        expect(server.services.hub.size).toBe(0);
      },
    ),
    { numRuns: 12, endOnFailure: true },
  );
}, 120_000);

function goodOnes(index: SpecIndex) {
  return [...index.specs.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}

async function act(tree: SpecTree, id: string, how: string, text: string): Promise<void> {
  const path = `${id.replaceAll('-', '/')}/spec.md`;
  switch (how) {
    case 'remove':
      return tree.remove(path).catch(() => undefined);
    case 'move':
      return tree.move(path, `moved/${path}`).catch(() => undefined);
    case 'empty':
      // What an editor leaves for a moment; a file that stays empty keeps what the server knew, the folder does not.
      await tree.write(path, '');
      return tree.write(path, text);
    case 'break':
      return tree.write(path, text.replace('status: ', 'status: [unclosed, '));
    default:
      return tree.write(path, text);
  }
}

/** Waits until the log has stood still for a while. */
async function quiet({ log }: { readonly log: { readonly head: number } }): Promise<void> {
  let head = -1;
  while (head !== log.head) {
    ({ head } = log);
    await pause(700);
  }
}

interface How {
  readonly document: typeof SpecsChangedDocument;
  readonly transport: string;
  readonly filter: SpecChangeFilter;
  readonly windowMs: number;
  readonly conflate: boolean;
  readonly order: 'COMMITTED' | 'PRIORITY';
  readonly maxBatchSize: number;
  readonly readsSlowly: boolean;
  readonly losesAfter: number;
}

/** Follows until the end is heard of, through every loss of the connection. */
async function follow(url: URL, how: How): Promise<FoldedSpecs> {
  const folded = new FoldedSpecs();
  const filter = how.filter.ids ? { ...how.filter, ids: [...how.filter.ids, END] } : how.filter;
  let since: unknown;
  for (;;) {
    await using client = CLIENTS[how.transport]!(url);
    await using batches = client.subscribe(
      how.document,
      {
        filter,
        snapshot: true,
        maxBatchSize: how.maxBatchSize,
        delivery: { windowMs: how.windowMs, conflate: how.conflate, order: how.order },
      },
      since === undefined ? {} : { since },
    );
    for (let delivery = 0; delivery < how.losesAfter; delivery += 1) {
      const { data, extensions } = await batches.next();
      const { snapshot, changes } = data!.specsChanged;
      if (snapshot) folded.replace(snapshot);
      for (const change of changes) folded.apply(change);
      since = extensions?.['cursor'];
      if (folded.ids.includes(END)) return folded;
      if (how.readsSlowly) await pause(25);
    }
  }
}

function matches({ ids, includeChildren }: SpecChangeFilter, id: string): boolean {
  if (!ids || id === END) return true;
  return ids.some((named) => {
    const pattern = new RegExp(`^${named.replaceAll('?', '.').replaceAll('*', '.*')}$`);
    return pattern.test(id) || (includeChildren === true && id.startsWith(`${named}-`));
  });
}

function byId(specs: readonly SpecFieldsFragment[]): Record<string, SpecFieldsFragment> {
  return Object.fromEntries(specs.map((spec) => [spec.id, spec]));
}
