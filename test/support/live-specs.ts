import type { LiveSpec, LiveSpecsChange } from '../../src/client/live-specs.ts';

/** A spec as the client keeps it. */
export function aLiveSpec(fields: Partial<LiveSpec> = {}): LiveSpec {
  const { id = 'E1' } = fields;
  return {
    __typename: 'Spec',
    id,
    title: `About ${id}`,
    type: 'task',
    status: null,
    priority: null,
    path: `${id}.spec.md`,
    revision: 'r1',
    modifiedAt: '2026-11-23T20:00:00.000Z',
    created: null,
    updated: null,
    tags: [],
    dependencyIds: [],
    checklist: { total: 0, done: 0 },
    problems: [],
    ...fields,
  } as LiveSpec;
}

/** Specs by ID, in the order in which they are given. */
export function byId(...specs: readonly Partial<LiveSpec>[]): ReadonlyMap<string, LiveSpec> {
  return new Map(specs.map((fields) => aLiveSpec(fields)).map((spec) => [spec.id, spec]));
}

/** What changed between two states, at a time of the day. */
export function aChange(fields: Partial<LiveSpecsChange> = {}, time = '20:15:00.000'): LiveSpecsChange {
  return {
    isSnapshot: false,
    added: [],
    updated: [],
    removed: [],
    cursor: 'k3x9.41',
    timestamp: `2026-11-23T${time}Z`,
    ...fields,
  };
}

/** An update of one spec's status. */
export function aMove(
  id: string,
  before: string | null,
  after: string | null,
): LiveSpecsChange['updated'][number] {
  return {
    before: aLiveSpec({ id, status: before }),
    after: aLiveSpec({ id, status: after }),
    changes: ['status'],
    fieldChanges: [{ field: 'status', before, after }],
  };
}
