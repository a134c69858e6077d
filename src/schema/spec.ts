import { compareProblems } from '../spec/compare-problems.ts';
import { problemsInSight } from '../spec/problems-in-sight.ts';
import type { Checklist, Spec, SpecProblem } from '../spec/spec.ts';
import { COST, type FieldCost } from '../execution/rules/cost.ts';
import { SHAREABLE } from '../execution/sharing.ts';
import { builder } from './builder.ts';
import { SpecPriorityEnum } from './enums.ts';
import { nestedSpecs } from './nested-specs.ts';

const SpecProblemType = builder.objectRef<SpecProblem>('SpecProblem');

SpecProblemType.implement({
  extensions: { [SHAREABLE]: true },
  description:
    'A fault in a file that does not stop the server: bad YAML, an ID used twice, no such parent, …',
  fields: (t) => ({
    code: t.exposeString('code', {
      description:
        'Upper snake case, e.g. `MALFORMED_METADATA`, `DUPLICATE_ID`, `UNKNOWN_PARENT`, `UNREADABLE_FILE`.',
    }),
    message: t.exposeString('message', { description: 'What was expected and what came, for people.' }),
    path: t.exposeString('path', { description: 'Relative to the watched folder, with `/`.' }),
    line: t.exposeInt('line', { nullable: true, description: '1-based, where known.' }),
  }),
});

const ChecklistType = builder.objectRef<Checklist>('Checklist');

ChecklistType.implement({
  extensions: { [SHAREABLE]: true },
  description: 'How many things there are to do, and how many are done.',
  fields: (t) => ({
    total: t.exposeInt('total', { description: 'All items, ticked or not.' }),
    done: t.exposeInt('done', { description: 'The ticked ones.' }),
  }),
});

export const SpecType = builder.objectRef<Spec>('Spec');

SpecType.implement({
  extensions: { [SHAREABLE]: true },
  description: 'One Markdown spec file.',
  fields: (t) => ({
    id: t.exposeID('id', {
      description: 'Hierarchical ID, e.g. `E13-F03-T01`. Stable across edits and moves of the file.',
    }),
    title: t.exposeString('title', {
      description: 'From the metadata, else the first heading, else the ID.',
    }),
    type: t.exposeString('type', {
      description: "Lower case: epic, feature, task, … As written, else derived from the ID's depth.",
    }),
    status: t.exposeString('status', {
      nullable: true,
      description:
        'Lower case and hyphenated (`In Progress`, `in_progress` → `in-progress`), null where absent.',
    }),
    priority: t.field({
      type: SpecPriorityEnum,
      nullable: true,
      description: 'Null where absent or not one of the four.',
      resolve: ({ priority }) => priority,
    }),
    parent: t.field({
      type: SpecType,
      nullable: true,
      description:
        'The spec whose ID is this one less its last level; null for a root, and where there is none.',
      resolve: ({ parentId }, _args, { specs }) => (parentId === null ? null : specs.get(parentId)),
    }),
    children: t.field({
      type: [SpecType],
      description: 'Direct children, in ID order.',
      resolve: ({ id }, _args, context) => nestedSpecs(context, context.specs.childrenOf(id)),
    }),
    ancestors: t.field({
      type: [SpecType],
      description: 'From the root down, without the spec itself.',
      extensions: { [COST]: { size: 4 } satisfies FieldCost },
      resolve: ({ id }, _args, context) => nestedSpecs(context, context.specs.ancestorsOf(id)),
    }),
    dependencyIds: t.idList({
      description: 'IDs as written, whether or not such a spec exists.',
      resolve: ({ dependencyIds }) => [...dependencyIds],
    }),
    dependencies: t.field({
      type: [SpecType],
      description: 'The dependencies that exist.',
      extensions: { [COST]: { size: 5 } satisfies FieldCost },
      resolve: ({ dependencyIds }, _args, context) =>
        nestedSpecs(
          context,
          dependencyIds.flatMap((id) => context.specs.get(id) ?? []),
        ),
    }),
    tags: t.stringList({ description: 'As written, in that order.', resolve: ({ tags }) => [...tags] }),
    created: t.field({
      type: 'Date',
      nullable: true,
      description: 'As the metadata says; null where absent or no date.',
      resolve: ({ created }) => created,
    }),
    updated: t.field({
      type: 'Date',
      nullable: true,
      description: 'As the metadata says, which need not be when the file was saved: that is `modifiedAt`.',
      resolve: ({ updated }) => updated,
    }),
    path: t.exposeString('path', { description: 'Relative to the watched folder, with `/`.' }),
    revision: t.exposeString('revision', { description: "Changes exactly when the file's bytes change." }),
    modifiedAt: t.field({
      type: 'DateTime',
      description: "The file's modification time, as it was when this revision was read.",
      resolve: ({ modifiedAtMs }) => modifiedAtMs,
    }),
    metadata: t.field({
      type: 'JSON',
      description: 'All metadata as the file has it, keys and values untouched.',
      resolve: ({ metadata }) => metadata,
    }),
    body: t.exposeString('body', { description: 'The Markdown after the metadata.' }),
    checklist: t.field({
      type: ChecklistType,
      description: 'GFM task-list items in the body.',
      resolve: ({ checklist }) => checklist,
    }),
    problems: t.field({
      type: [SpecProblemType],
      description: 'What is wrong with this file, empty when nothing is.',
      extensions: { [COST]: { size: 2 } satisfies FieldCost },
      resolve: ({ problems }, _args, { scope }) => [...problemsInSight(problems, scope)],
    }),
  }),
});

builder.queryField('spec', (t) =>
  t.field({
    type: SpecType,
    nullable: true,
    description: 'One spec by its exact ID.',
    args: { id: t.arg.id({ required: true, description: 'Exact, as in `Spec.id`.' }) },
    resolve: (_root, { id }, { specs }) => specs.get(id),
  }),
);

builder.queryField('problems', (t) =>
  t.field({
    type: [SpecProblemType],
    description: 'What is wrong in the folder, by path and line.',
    extensions: { [COST]: { size: 100 } satisfies FieldCost },
    resolve: (_root, _args, { services: { log }, specs, scope }) => {
      const ofSpecs = [...specs].flatMap(({ problems }) => problemsInSight(problems, scope));
      // What belongs to no spec belongs to no scope either.
      return [...(scope ? [] : log.looseProblems), ...ofSpecs].sort(compareProblems);
    },
  }),
);
