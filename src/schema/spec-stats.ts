import { COST, type FieldCost } from '../execution/rules/cost.ts';
import { createSpecPredicate } from '../spec/spec-filter.ts';
import { PRIORITIES, type Spec } from '../spec/spec.ts';
import { builder } from './builder.ts';
import { filterCost, SpecFilterInput, toSpecFilter } from './filters.ts';

interface Count {
  readonly key: string;
  readonly count: number;
}

const CountType = builder.objectRef<Count>('Count').implement({
  description: 'How many specs have a value.',
  fields: (t) => ({
    key: t.exposeString('key', { description: 'The value.' }),
    count: t.exposeInt('count', { description: 'How many have it; there is at least one.' }),
  }),
});

const SpecStatsType = builder.objectRef<readonly Spec[]>('SpecStats').implement({
  description: 'How many specs there are of each kind. A spec without a value is in the total alone.',
  fields: (t) => ({
    total: t.int({ description: 'All that match.', resolve: (specs) => specs.length }),
    byType: t.field({
      type: [CountType],
      description: 'Most frequent first.',
      resolve: (specs) => countBy(specs, ({ type }) => type),
    }),
    byStatus: t.field({
      type: [CountType],
      description: 'Most frequent first.',
      resolve: (specs) => countBy(specs, ({ status }) => status),
    }),
    byPriority: t.field({
      type: [CountType],
      description: 'Most urgent first.',
      resolve: (specs) => {
        const counts = countBy(specs, ({ priority }) => priority);
        return PRIORITIES.flatMap((priority) => counts.find(({ key }) => key === priority) ?? []);
      },
    }),
  }),
});

builder.queryField('stats', (t) =>
  t.field({
    type: SpecStatsType,
    extensions: { [COST]: { extra: filterCost } satisfies FieldCost },
    description: 'Totals over the specs that match.',
    args: {
      filter: t.arg({ type: SpecFilterInput, description: 'Which specs are counted; all without it.' }),
    },
    resolve: (_root, { filter }, { services, specs }) =>
      [...specs].filter(createSpecPredicate(toSpecFilter(filter, services.limits))),
  }),
);

function countBy(specs: readonly Spec[], keyOf: (spec: Spec) => string | null): Count[] {
  const counts = new Map<string, number>();
  for (const spec of specs) {
    const key = keyOf(spec);
    if (key !== null) counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return [...counts]
    .map(([key, count]) => ({ key, count }))
    .sort((a, b) => b.count - a.count || (a.key < b.key ? -1 : 1));
}
