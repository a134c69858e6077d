import fc from 'fast-check';
import type { Delivery } from '../../src/delivery/delivery.ts';
import type { SliceItem } from '../../src/delivery/slice.ts';
import { diffSpecs, fieldNamesOf, type SpecChange } from '../../src/spec/spec-change.ts';
import { PRIORITIES, type MetadataValue, type Spec } from '../../src/spec/spec.ts';
import { SPEC_IDS } from './histories.ts';
import { aSpec } from './specs.ts';

const someMetadata = fc.dictionary(
  fc.constantFrom('owner', 'Status', '10', 'message', 'toJSON'),
  fc.constantFrom<MetadataValue>(null, '', '007', ['a', null, ['b']], { z: '1', a: { b: null } }),
);

const aProblem = fc.record({
  code: fc.constant('INVALID_VALUE'),
  message: fc.constantFrom('Expected a day.', 'Expected text.'),
  path: fc.constant('E1.spec.md'),
  line: fc.option(fc.integer({ min: 1, max: 9 })),
});

function aVersionOf(id: string): fc.Arbitrary<Spec> {
  const fields = fc.record({
    title: fc.constantFrom('', 'A "title"', '\u2028'),
    status: fc.constantFrom(null, 'open', 'done'),
    priority: fc.constantFrom(null, ...PRIORITIES),
    tags: fc.subarray(['x', 'y']),
    dependencyIds: fc.subarray([...SPEC_IDS, 'E9']),
    created: fc.constantFrom(null, '2026-11-25'),
    metadata: someMetadata,
    modifiedAtMs: fc.constantFrom(0, 1_764_000_000_000.25),
    checklist: fc.record({ total: fc.nat(3), done: fc.nat(3) }),
    problems: fc.array(aProblem, { maxLength: 2 }),
  });
  return fields.map((values) => aSpec({ ...values, id }));
}

const anyVersion = fc.constantFrom(...SPEC_IDS).chain(aVersionOf);

/** Two versions of one spec; the older may be forgotten. */
const twoVersions = fc
  .constantFrom(...SPEC_IDS)
  .chain((id) => fc.tuple(fc.option(aVersionOf(id)), aVersionOf(id)));

const aChange: fc.Arbitrary<SpecChange> = fc.oneof(
  anyVersion.map((after) => ({ kind: 'created' as const, after })),
  twoVersions.map(([before, after]) => {
    const fields = before ? diffSpecs(before, after).map(({ field }) => field) : fieldNamesOf(after);
    return { kind: 'updated' as const, before, after, fields };
  }),
  twoVersions.map(([before, last]) => ({ kind: 'deleted' as const, before, last })),
);

const anItem: fc.Arbitrary<SliceItem> = fc.tuple(aChange, fc.nat(99)).map(([change, position]) => ({
  change,
  timestampMs: position,
  place: { rank: 0, position },
  joined: 1,
  cursor: `c${position}`,
}));

const delivered = { cursor: 'c', timestampMs: 1 };

/** What a subscriber may pull. */
export const aDelivery: fc.Arbitrary<Delivery> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc
      .array(anItem, { minLength: 1, maxLength: 3 })
      .map((items) => ({ ...delivered, kind: 'changes' as const, items })),
  },
  {
    weight: 1,
    arbitrary: fc
      .array(anyVersion, { maxLength: 3 })
      .map((specs) => ({ ...delivered, kind: 'snapshot' as const, specs })),
  },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom('EXPIRED' as const, 'UNKNOWN_LOG' as const)
      .map((reason) => ({ ...delivered, kind: 'resync' as const, reason })),
  },
);

/** Specs of different IDs, as a log may hold them. */
export const someSpecs: fc.Arbitrary<readonly Spec[]> = fc
  .subarray([...SPEC_IDS])
  .chain((ids) => fc.tuple(...ids.map(aVersionOf)));
