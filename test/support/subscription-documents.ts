import fc from 'fast-check';
import {
  getNamedType,
  isAbstractType,
  isCompositeType,
  parse,
  validate,
  type GraphQLCompositeType,
} from 'graphql';
import { schema } from '../../src/schema/index.ts';

/** A subscription and its variables. */
export interface Subscription {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** What the fragments of a document are on; each spreads only those after it, so that none spreads itself. */
const FRAGMENTS = [
  'SpecEvent',
  'SpecBatch',
  'SpecChange',
  'SpecCreated',
  'SpecUpdated',
  'SpecDeleted',
  'SpecResync',
  'Spec',
  'Spec',
].map((on, at) => ({ name: `f${at}`, on: composite(on) }));

const VARIABLES = { given: 'Boolean!', defaulted: 'Boolean! = true', nullable: 'Boolean = false' };

const someVariables = fc.record(
  { given: fc.boolean(), defaulted: fc.boolean(), nullable: fc.constantFrom(true, false, null) },
  { requiredKeys: ['given'] },
);

const aCondition = fc.constantFrom('true', 'false', '$given', '$defaulted', '$nullable');

const someConditions = fc.oneof(
  { weight: 4, arbitrary: fc.constant('') },
  { weight: 1, arbitrary: aCondition.map((value) => `@skip(if: ${value})`) },
  { weight: 1, arbitrary: aCondition.map((value) => `@include(if: ${value})`) },
  {
    weight: 1,
    arbitrary: fc.tuple(aCondition, aCondition).map(([a, b]) => `@skip(if: ${a}) @include(if: ${b})`),
  },
);

/** What a selection is made with. */
interface Setting {
  readonly directives: fc.Arbitrary<string>;
  readonly depth: number;
  /** The first fragment that may be spread. */
  readonly fragmentsFrom: number;
}

function aSelection(type: GraphQLCompositeType, setting: Setting): fc.Arbitrary<string> {
  const choices = [...fieldsOf(type, setting), ...fragmentsOf(type, setting)];
  const lines = fc.array(fc.oneof(...choices), { minLength: 1, maxLength: 4 });
  return lines.map((selections) => `{ ${selections.join(' ')} }`);
}

interface Choice {
  readonly weight: number;
  readonly arbitrary: fc.Arbitrary<string>;
}

function fieldsOf(type: GraphQLCompositeType, setting: Setting): Choice[] {
  const fields = 'getFields' in type ? Object.values(type.getFields()) : [];
  const isLeaf = (field: (typeof fields)[number]) => !isCompositeType(getNamedType(field.type));
  const leaves = fields.filter(isLeaf).map(({ name }) => name);
  const objects = setting.depth > 0 ? fields.filter((field) => !isLeaf(field)) : [];
  const anObject = () =>
    fc.constantFrom(...objects).chain((field) => {
      const below = composite(getNamedType(field.type).name);
      return joined(aKey(field.name), setting.directives, aSelection(below, deeper(setting)));
    });
  return [
    { weight: 1, arbitrary: joined(aKey('__typename'), setting.directives) },
    ...(leaves.length > 0
      ? [{ weight: 5, arbitrary: joined(fc.constantFrom(...leaves).chain(aKey), setting.directives) }]
      : []),
    ...(objects.length > 0 ? [{ weight: 4, arbitrary: anObject() }] : []),
  ];
}

function fragmentsOf(type: GraphQLCompositeType, setting: Setting): Choice[] {
  const conditions = new Set(FRAGMENTS.map(({ on }) => on).filter((on) => canBe(type, on)));
  const anInlineFragment = () =>
    fc
      .constantFrom(undefined, ...conditions)
      .chain((on) =>
        joined(
          fc.constant(on ? `... on ${on.name}` : '...'),
          setting.directives,
          aSelection(on ?? type, deeper(setting)),
        ),
      );
  const spreads = FRAGMENTS.slice(setting.fragmentsFrom).flatMap(({ name, on }) =>
    canBe(type, on) ? [`...${name}`] : [],
  );
  return [
    ...(setting.depth > 0 ? [{ weight: isAbstractType(type) ? 4 : 1, arbitrary: anInlineFragment() }] : []),
    ...(spreads.length > 0
      ? [{ weight: 2, arbitrary: joined(fc.constantFrom(...spreads), setting.directives) }]
      : []),
  ];
}

/** Under its own name, or under another that no other field has. */
function aKey(field: string): fc.Arbitrary<string> {
  return fc.constantFrom(field, field, `${field}_2: ${field}`);
}

function joined(...parts: fc.Arbitrary<string>[]): fc.Arbitrary<string> {
  return fc.tuple(...parts).map((texts) => texts.join(' '));
}

function deeper(setting: Setting): Setting {
  return { ...setting, depth: setting.depth - 1 };
}

function composite(name: string): GraphQLCompositeType {
  const type = schema.getType(name);
  if (!isCompositeType(type)) throw new Error(`Expected ${name} to have fields.`);
  return type;
}

function canBe(a: GraphQLCompositeType, b: GraphQLCompositeType): boolean {
  const possible = (type: GraphQLCompositeType) =>
    isAbstractType(type) ? schema.getPossibleTypes(type) : [type];
  return possible(a).some((type) => possible(b).includes(type));
}

function aDocument(directives: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const root = fc
    .constantFrom(['specChanged', 'SpecEvent'] as const, ['specsChanged', 'SpecBatch'] as const)
    .chain(([field, type]) => {
      const selection = aSelection(composite(type), { directives, depth: 4, fragmentsFrom: 0 });
      // Of the same field twice, what is selected below is joined.
      return fc.tuple(
        fc.constantFrom(field, `root: ${field}`),
        fc.array(selection, { minLength: 1, maxLength: 2 }),
      );
    })
    .map(([field, selections]) => `{ ${selections.map((below) => `${field} ${below}`).join(' ')} }`);
  const bodies = fc.tuple(
    ...FRAGMENTS.map(({ on }, at) => aSelection(on, { directives, depth: 2, fragmentsFrom: at + 1 })),
  );
  return fc
    .tuple(root, bodies)
    .map(([selection, texts]) => assembled(selection, texts))
    .filter((query) => validate(schema, parse(query)).length === 0);
}

/** With the fragments and variables that are used. */
function assembled(selection: string, bodies: readonly string[]): string {
  let text = selection;
  for (const [at, body] of bodies.entries()) {
    const { name, on } = FRAGMENTS[at]!;
    if (text.includes(`...${name}`)) text += ` fragment ${name} on ${on.name} ${body}`;
  }
  const variables = Object.entries(VARIABLES).filter(([name]) => text.includes(`$${name}`));
  const definitions = variables.map(([name, type]) => `$${name}: ${type}`).join(', ');
  return `subscription ${definitions && `(${definitions}) `}${text}`;
}

/** A valid subscription to the specs without arguments and directives. */
export const aPlainSubscription: fc.Arbitrary<Subscription> = fc.record({
  query: aDocument(fc.constant('')),
  variables: fc.constant({}),
});

/** A valid subscription to the specs that skips and includes. */
export const aConditionalSubscription: fc.Arbitrary<Subscription> = fc.record({
  query: aDocument(someConditions),
  variables: someVariables,
});
