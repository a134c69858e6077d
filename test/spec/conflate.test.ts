import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { conflate, joinChanges } from '../../src/spec/conflate.ts';
import { changedId, diffSpecs, type SpecChange } from '../../src/spec/spec-change.ts';
import { aStep, fold, World } from '../support/histories.ts';
import { aSpec } from '../support/specs.ts';

const open = aSpec({ status: 'open' });
const done = aSpec({ status: 'done' });
const doneElsewhere = aSpec({ status: 'done', path: 'moved/E1.spec.md' });

function joined(...changes: readonly SpecChange[]): SpecChange | undefined {
  return conflate(changes.map((change) => ({ change })))[0]?.change;
}

const created = { kind: 'created', after: open } as const;
const closed = { kind: 'updated', before: open, after: done, fields: ['status'] } as const;
const moved = { kind: 'updated', before: done, after: doneElsewhere, fields: ['path'] } as const;
const deleted = { kind: 'deleted', before: done, last: done } as const;

describe('two changes of one spec as one', () => {
  test('created and updated is created', () => {
    expect(joined(created, closed)).toEqual({ kind: 'created', after: done });
  });

  test('updated twice is what differs from the first before to the last after', () => {
    expect(joined(closed, moved)).toEqual({
      kind: 'updated',
      before: open,
      after: doneElsewhere,
      fields: ['path', 'status'],
    });
  });

  test('updated and back is nothing', () => {
    const reopened = { kind: 'updated', before: done, after: open, fields: ['status'] } as const;
    expect(joined(closed, reopened)).toBeUndefined();
  });

  test('created and deleted is nothing', () => {
    expect(joined(created, closed, deleted)).toBeUndefined();
  });

  test('updated and deleted is deleted, with what it was at first and at last', () => {
    expect(joined(closed, deleted)).toEqual({ kind: 'deleted', before: open, last: done });
  });

  test('deleted and created is updated, or nothing where the same came back', () => {
    const again = { kind: 'created', after: doneElsewhere } as const;
    expect(joined(deleted, again)).toEqual({
      kind: 'updated',
      before: done,
      after: doneElsewhere,
      fields: ['path'],
    });
    expect(joined(deleted, { kind: 'created', after: done })).toBeUndefined();
  });

  test('what was created after it cancelled out is created', () => {
    expect(joined(created, closed, deleted, created)).toEqual(created);
  });

  test('without the version before, any field that either may have changed counts', () => {
    const unknown = { kind: 'updated', before: null, after: open, fields: ['body'] } as const;
    expect(joined(unknown, closed)).toEqual({
      kind: 'updated',
      before: null,
      after: done,
      fields: ['body', 'status'],
    });
    const gone = { kind: 'deleted', before: null, last: done } as const;
    expect(joined(gone, created)).toMatchObject({
      kind: 'updated',
      before: null,
      fields: expect.arrayContaining(['body', 'path', 'problems', 'status', 'title']),
    });
  });
});

const aHistory = fc.array(aStep(), { maxLength: 25 });

test('joined changes lead to where all of them lead, one a spec, with the fields that differ', () => {
  fc.assert(
    fc.property(aHistory, aHistory, (past, steps) => {
      const world = new World();
      world.take(past);
      const before = new Map(world.specs);
      const entries = world.take(steps).map((change, at) => ({ change, position: at + 1 }));

      const result = conflate(entries);
      expect(
        fold(
          new Map(before),
          result.map(({ change }) => change),
        ),
      ).toEqual(world.specs);

      const ids = result.map(({ change }) => changedId(change));
      expect(new Set(ids).size).toBe(ids.length);
      const positions = result.map(({ position }) => position);
      expect(positions).toEqual([...positions].sort((a, b) => a - b));
      for (const { change, position, joined } of result) {
        const own = entries.filter((entry) => changedId(entry.change) === changedId(change));
        expect({ position, joined }).toEqual({ position: own.at(-1)!.position, joined: own.length });
        const [from, to] = [before.get(changedId(change)), world.specs.get(changedId(change))];
        const kind = !from ? 'created' : !to ? 'deleted' : 'updated';
        expect(change.kind).toBe(kind);
        if (change.kind === 'updated') {
          expect(change.before).toEqual(from);
          expect(change.fields).toEqual(diffSpecs(from!, to!).map(({ field }) => field));
        }
      }
      const differing = [...new Set([...before.keys(), ...world.specs.keys()])].filter((id) => {
        const [from, to] = [before.get(id), world.specs.get(id)];
        return !from || !to || diffSpecs(from, to).length > 0;
      });
      expect(ids.sort()).toEqual(differing.sort());
    }),
    { numRuns: 300 },
  );
});

test('joining in any grouping gives the same', () => {
  fc.assert(
    fc.property(fc.array(aStep(['E1']), { maxLength: 12 }), fc.nat(12), fc.nat(12), (steps, a, b) => {
      const entries = new World().take(steps).map((change) => ({ change }));
      const [first, second] = [Math.min(a, b), Math.max(a, b)];
      const groups = [entries.slice(0, first), entries.slice(first, second), entries.slice(second)];
      const changesOf = (carriers: readonly { readonly change: SpecChange }[]) =>
        conflate(carriers).map(({ change }) => change);
      const regrouped = groups.flatMap((group) => changesOf(group).map((change) => ({ change })));
      expect(changesOf(regrouped)).toEqual(changesOf(entries));
    }),
    { numRuns: 300 },
  );
});

test('joining three changes is associative', () => {
  const join = (a: SpecChange | undefined, b: SpecChange | undefined) =>
    a && b ? joinChanges(a, b) : (a ?? b);
  fc.assert(
    fc.property(fc.array(aStep(['E1']), { maxLength: 8 }), (steps) => {
      const [a, b, c] = new World().take(steps);
      expect(join(join(a, b), c)).toEqual(join(a, join(b, c)));
    }),
    { numRuns: 300 },
  );
});
