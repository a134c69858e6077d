import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MutableSpecCollection } from '../../src/spec/spec-collection.ts';
import { ancestorIdsOf, compareSpecIds } from '../../src/spec/spec-id.ts';
import type { Spec } from '../../src/spec/spec.ts';
import { SPEC_IDS } from '../support/histories.ts';
import { aSpec } from '../support/specs.ts';

const IDS = [...SPEC_IDS, 'E10', 'E01', 'E1-F10', 'another'];
const anId = fc.constantFrom(...IDS);
const aParentId = fc.option(anId);

test('holds specs in ID order with their relations, like a sorted array', () => {
  const step = fc.record({ id: anId, parentId: aParentId, isDeleted: fc.boolean() });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const collection = new MutableSpecCollection();
      let model: Spec[] = [];
      for (const { id, parentId, isDeleted } of steps) {
        model = model.filter((spec) => spec.id !== id);
        const spec = aSpec({ id, parentId });
        if (isDeleted) {
          collection.delete(id);
        } else {
          collection.set(spec);
          model = [...model, spec].sort((a, b) => compareSpecIds(a.id, b.id));
        }
      }
      expect([...collection]).toEqual(model);
      expect(collection.size).toBe(model.length);
      for (const id of IDS) {
        expect(collection.get(id)).toBe(model.find((spec) => spec.id === id));
        expect([...collection.after(id)]).toEqual(model.filter((spec) => compareSpecIds(spec.id, id) > 0));
        expect(collection.childrenOf(id)).toEqual(model.filter(({ parentId }) => parentId === id));
        const ancestors = ancestorIdsOf(id).flatMap((above) => model.find((spec) => spec.id === above) ?? []);
        expect(collection.ancestorsOf(id)).toEqual(ancestors);
      }
    }),
    { numRuns: 300 },
  );
});

test('applies changes of every kind', () => {
  const collection = new MutableSpecCollection();
  const [first, second] = [aSpec({ body: 'a' }), aSpec({ body: 'b' })];
  collection.apply({ kind: 'created', after: first });
  collection.apply({ kind: 'updated', before: first, after: second, fields: ['body'] });
  expect([...collection]).toEqual([second]);
  collection.apply({ kind: 'deleted', before: second, last: second });
  expect([...collection]).toEqual([]);
});

test('passes over the ancestors that are not there', () => {
  const collection = new MutableSpecCollection();
  for (const id of ['E1', 'E1-F1-T1']) collection.set(aSpec({ id }));
  expect(collection.ancestorsOf('E1-F1-T1').map(({ id }) => id)).toEqual(['E1']);
  expect(collection.childrenOf('E1-F1').map(({ id }) => id)).toEqual(['E1-F1-T1']);
});
