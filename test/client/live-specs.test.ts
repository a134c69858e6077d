import { describe, expect, test } from 'vitest';
import { SpecClientError } from '../../src/client/client-error.ts';
import { createLiveSpecs, type LiveSpec, type LiveSpecsChange } from '../../src/client/live-specs.ts';
import type { SpecClient, SpecObserver, SubscribeOptions } from '../../src/client/index.ts';
import type { SpecFilter } from '../../src/spec/spec-filter.ts';

function spec(id: string, fields: Partial<LiveSpec> = {}): LiveSpec {
  return {
    id,
    title: id,
    type: 'task',
    status: 'draft',
    priority: null,
    path: `${id}.spec.md`,
    revision: JSON.stringify(fields),
    modifiedAt: '2026-11-23T20:15:00.000Z',
    created: null,
    updated: null,
    tags: [],
    dependencyIds: [],
    checklist: { total: 0, done: 0 },
    problems: [],
    ...fields,
  };
}

const created = (after: LiveSpec) => ({ __typename: 'SpecCreated', specId: after.id, spec: after });
const updated = (after: LiveSpec, ...changes: string[]) => ({
  __typename: 'SpecUpdated',
  specId: after.id,
  spec: after,
  changes,
  fieldChanges: changes.map((field) => ({ field, before: null, after: null })),
});
const deleted = (specId: string) => ({ __typename: 'SpecDeleted', specId });

/** Live specs, and what the server tells of them. */
function setUp(filter?: SpecFilter) {
  let observer: SpecObserver<unknown> | undefined;
  let asked: { variables: unknown; options: SubscribeOptions | undefined } | undefined;
  let isStopped = false;
  const client = {
    subscribe(_: unknown, variables: unknown, given: SpecObserver<unknown>, options?: SubscribeOptions) {
      observer = given;
      asked = { variables, options };
      return () => void (isStopped = true);
    },
  } as unknown as SpecClient;
  const live = createLiveSpecs(client, { filter });
  const heard: (LiveSpecsChange | undefined)[] = [];
  live.onChange((change) => void heard.push(change));
  let lastCursor = 0;
  const tell = (batch: object) => {
    lastCursor += 1;
    const event = { cursor: `c${lastCursor}`, timestamp: 't', snapshot: null, changes: [], ...batch };
    observer!.next({ data: { specsChanged: event } });
  };
  return { live, heard, tell, observer: () => observer!, asked: () => asked!, isStopped: () => isStopped };
}

test('nothing is ready before the first snapshot, which is a change like any other', async () => {
  const { live, heard, tell, asked } = setUp({ ids: ['E1*'] });
  expect(asked()).toEqual({
    variables: { filter: { ids: ['E1*'] }, delivery: undefined },
    options: { whenAccessChanges: 'begin-anew' },
  });
  expect(live.specs.size).toBe(0);
  tell({ snapshot: [spec('E1'), spec('E10')] });
  await live.ready;
  expect([...live.specs.keys()]).toEqual(['E1', 'E10']);
  expect(heard).toEqual([
    {
      isSnapshot: true,
      added: [spec('E1'), spec('E10')],
      updated: [],
      removed: [],
      cursor: 'c1',
      timestamp: 't',
    },
  ]);
});

test('an empty folder is ready, too', async () => {
  const { live, heard, tell } = setUp();
  tell({ snapshot: [] });
  await live.ready;
  expect(heard).toHaveLength(1);
});

test('a batch is one change, in ID order, and another map', () => {
  const { live, heard, tell } = setUp();
  tell({ snapshot: [spec('E2'), spec('E10'), spec('E3')] });
  const before = live.specs;
  tell({
    changes: [created(spec('E1')), updated(spec('E10', { status: 'done' }), 'status'), deleted('E3')],
  });
  expect(before.get('E10')!.status).toBe('draft');
  expect([...live.specs.keys()]).toEqual(['E1', 'E2', 'E10']);
  expect(heard[1]).toMatchObject({
    isSnapshot: false,
    added: [{ id: 'E1' }],
    updated: [{ before: { status: 'draft' }, after: { status: 'done' }, changes: ['status'] }],
    removed: [{ spec: { id: 'E3' }, isDeleted: true }],
  });
});

describe('with a filter', () => {
  const filter: SpecFilter = { statuses: ['Draft'] };

  test('what does not match any more leaves, and comes back', () => {
    const { live, heard, tell } = setUp(filter);
    tell({ snapshot: [spec('E1')] });
    tell({ changes: [updated(spec('E1', { status: 'done' }), 'status')] });
    expect(live.specs.size).toBe(0);
    expect(heard[1]).toMatchObject({ removed: [{ spec: { id: 'E1', status: 'draft' }, isDeleted: false }] });
    tell({ changes: [updated(spec('E1'), 'status')] });
    expect(heard[2]).toMatchObject({ added: [{ id: 'E1' }], updated: [], removed: [] });
  });

  test('what was not there and still does not match changes nothing', () => {
    const { live, heard, tell } = setUp(filter);
    tell({ snapshot: [] });
    const before = live.specs;
    tell({ changes: [updated(spec('E1', { status: 'done' }), 'title'), deleted('E2')] });
    expect(heard).toHaveLength(1);
    expect([...live.specs]).toEqual([...before]);
  });
});

describe('another snapshot', () => {
  test('tells what differs, by the names that updates have', () => {
    const { live, heard, tell } = setUp();
    tell({ snapshot: [spec('E1'), spec('E2'), spec('E3')] });
    tell({
      snapshot: [
        spec('E1'),
        spec('E2', { status: 'done', dependencyIds: ['E1'], modifiedAt: '2026-11-24T20:15:00.000Z' }),
        spec('E4'),
      ],
    });
    expect([...live.specs.keys()]).toEqual(['E1', 'E2', 'E4']);
    expect(heard[1]).toMatchObject({
      isSnapshot: true,
      added: [{ id: 'E4' }],
      updated: [
        {
          changes: ['dependencies', 'status'],
          fieldChanges: [
            { field: 'dependencies', before: [], after: ['E1'] },
            { field: 'status', before: 'draft', after: 'done' },
          ],
        },
      ],
      removed: [{ spec: { id: 'E3' }, isDeleted: false }],
    });
  });

  test('of the same is no change', () => {
    const { heard, tell } = setUp();
    tell({ snapshot: [spec('E1')] });
    tell({ snapshot: [spec('E1')] });
    expect(heard).toHaveLength(1);
  });

  test('tells of a file that changed in nothing that is shown', () => {
    const { heard, tell } = setUp();
    tell({ snapshot: [spec('E1', { revision: 'a' })] });
    tell({ snapshot: [spec('E1', { revision: 'b' })] });
    expect(heard[1]).toMatchObject({ updated: [{ changes: [], fieldChanges: [] }] });
  });
});

describe('the end', () => {
  const error = new SpecClientError('no', { code: 'REFUSED' });

  test('by an error is told to all, and to who waits', async () => {
    const { live, heard, observer } = setUp();
    observer().error?.(error);
    await expect(live.ready).rejects.toBe(error);
    expect(live.error).toBe(error);
    expect(heard).toEqual([undefined]);
  });

  test('keeps what there was', async () => {
    const { live, tell, observer } = setUp();
    tell({ snapshot: [spec('E1')] });
    observer().error?.(error);
    await live.ready;
    expect(live.specs.size).toBe(1);
  });

  test('by disposing stops the subscription and tells no more', () => {
    const { live, heard, tell, isStopped } = setUp();
    tell({ snapshot: [] });
    live.dispose();
    live[Symbol.dispose]();
    tell({ snapshot: [spec('E1')] });
    expect(isStopped()).toBe(true);
    expect(heard).toHaveLength(1);
  });

  test('of one listener is not that of the others', () => {
    const { live, heard, tell } = setUp();
    const mine: unknown[] = [];
    const stop = live.onChange((change) => void mine.push(change));
    tell({ snapshot: [] });
    stop();
    tell({ changes: [created(spec('E1'))] });
    expect([mine.length, heard.length]).toEqual([1, 2]);
  });
});
