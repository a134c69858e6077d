import { z } from 'zod';
import { badUserInput } from '../execution/errors.ts';
import { COST, type FieldCost } from '../execution/rules/cost.ts';
import { formatCursor } from '../log/cursor.ts';
import { createSpecPredicate } from '../spec/spec-filter.ts';
import type { Spec } from '../spec/spec.ts';
import { compareSpecIds } from '../spec/spec-id.ts';
import { builder } from './builder.ts';
import { filterCost, SpecFilterInput, toSpecFilter } from './filters.ts';
import { quoted } from './quoted.ts';
import { SpecType } from './spec.ts';

const DEFAULT_PAGE = 50;

interface PageInfo {
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
  readonly startCursor: string | null;
  readonly endCursor: string | null;
}

interface Page {
  readonly specs: readonly Spec[];
  readonly pageInfo: PageInfo;
  readonly totalCount: number;
  readonly changeCursor: string;
}

const PageInfoType = builder.objectRef<PageInfo>('PageInfo').implement({
  description: "Where a page stands in the list; Relay's cursor connections specification.",
  fields: (t) => ({
    hasNextPage: t.exposeBoolean('hasNextPage', { description: 'Whether more follows.' }),
    hasPreviousPage: t.exposeBoolean('hasPreviousPage', {
      description: 'Whether there is more in front of it.',
    }),
    startCursor: t.exposeString('startCursor', {
      nullable: true,
      description: 'Of the first edge; null in an empty page.',
    }),
    endCursor: t.exposeString('endCursor', {
      nullable: true,
      description: 'Of the last edge, for `after`; null in an empty page.',
    }),
  }),
});

const SpecEdgeType = builder.objectRef<Spec>('SpecEdge').implement({
  description: 'A spec with its place in the list.',
  fields: (t) => ({
    node: t.field({ type: SpecType, description: 'The spec.', resolve: (spec) => spec }),
    cursor: t.string({
      description: 'Hand it back as `after`. It is no position in the change log.',
      resolve: ({ id }) => formatPageCursor(id),
    }),
  }),
});

const SpecConnectionType = builder.objectRef<Page>('SpecConnection').implement({
  description: "Relay's connection, and where in the change log it was read.",
  fields: (t) => ({
    edges: t.field({
      type: [SpecEdgeType],
      description: 'The specs of this page, each with its cursor.',
      extensions: { [COST]: { size: 'page' } satisfies FieldCost },
      resolve: ({ specs }) => [...specs],
    }),
    nodes: t.field({
      type: [SpecType],
      description: 'The specs of this page.',
      extensions: { [COST]: { size: 'page' } satisfies FieldCost },
      resolve: ({ specs }) => [...specs],
    }),
    pageInfo: t.field({
      type: PageInfoType,
      description: 'Where this page stands.',
      resolve: ({ pageInfo }) => pageInfo,
    }),
    totalCount: t.exposeInt('totalCount', { description: 'All that match, on whatever page.' }),
    changeCursor: t.field({
      type: 'ChangeCursor',
      description: 'Subscribe with `since` set to this to miss nothing that happens after this read.',
      resolve: ({ changeCursor }) => changeCursor,
    }),
  }),
});

builder.queryField('specs', (t) =>
  t.field({
    type: SpecConnectionType,
    extensions: {
      [COST]: { page: { argument: 'first', fallback: DEFAULT_PAGE }, extra: filterCost } satisfies FieldCost,
    },
    description: 'In ID order.',
    args: {
      filter: t.arg({ type: SpecFilterInput, description: 'Which specs; all without it.' }),
      first: t.arg.int({
        description: 'At most so many, up to the limit `maxFirst` (500).',
        defaultValue: DEFAULT_PAGE,
        validate: z.int().min(0, 'Expected 0 or more').nullish(),
      }),
      after: t.arg.string({ description: 'Only what follows the edge with this cursor.' }),
    },
    resolve: (_root, { filter, first, after }, { services: { log, limits }, specs: inSight }) => {
      const size = first ?? DEFAULT_PAGE;
      const max = limits.maxFirst;
      if (size > max) {
        throw badUserInput(`first: expected at most ${max} (\`maxFirst\`), got ${size}.`, {
          limit: 'maxFirst',
          max,
        });
      }
      const afterId = after === null || after === undefined ? undefined : parsePageCursor(after);
      const matching = [...inSight].filter(createSpecPredicate(toSpecFilter(filter, limits)));
      // By ID, not by number: a spec that comes or goes between two pages shifts nothing.
      const start =
        afterId === undefined ? 0 : matching.filter(({ id }) => compareSpecIds(id, afterId) <= 0).length;
      const specs = matching.slice(start, start + size);
      return {
        specs,
        totalCount: matching.length,
        changeCursor: formatCursor({ epoch: log.epoch, position: log.head }),
        pageInfo: {
          hasNextPage: start + size < matching.length,
          hasPreviousPage: start > 0,
          startCursor: specs[0] ? formatPageCursor(specs[0].id) : null,
          endCursor: specs.length > 0 ? formatPageCursor(specs.at(-1)!.id) : null,
        },
      };
    },
  }),
);

const PREFIX = 'spec:';

function formatPageCursor(id: string): string {
  return Buffer.from(PREFIX + id).toString('base64url');
}

function parsePageCursor(cursor: string): string {
  const text = Buffer.from(cursor, 'base64url').toString();
  if (text.startsWith(PREFIX) && formatPageCursor(text.slice(PREFIX.length)) === cursor) {
    return text.slice(PREFIX.length);
  }
  throw badUserInput(`after: expected a cursor of an edge or of pageInfo, got ${quoted(cursor)}.`);
}
