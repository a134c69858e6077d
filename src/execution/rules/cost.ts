import {
  BREAK,
  getNamedType,
  getNullableType,
  isCompositeType,
  isListType,
  Kind,
  typeFromAST,
  valueFromASTUntyped,
  visit,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLError,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import { isIntrospection } from './introspection.ts';
import { tooComplex } from './too-complex.ts';

type Values = Readonly<Record<string, unknown>>;

/** The key of the extension by which a field declares what it costs. */
export const COST = 'cost';

/** What a field declares of its cost, where that is more than one, or its list is not as long as most. */
export interface FieldCost {
  /** How many items its list is taken to have: a number, or that of the page it is part of. @default 10 */
  readonly size?: number | 'page';
  /** The argument that says how long the pages below it are; without it they have `fallback` items. */
  readonly page?: { readonly argument: string; readonly fallback: number };
  /** What it costs besides, by its arguments as they came: they may be anything. */
  readonly extra?: (args: Values) => number;
}

/** A cost that is known, or one that depends on the page it is part of, and it may be on the variables. */
type Term = number | DependentTerm;

interface DependentTerm {
  readonly usesVariables: boolean;
  readonly at: (page: number, variables: Values) => number;
}

/** What an operation is estimated to cost. */
export interface Cost {
  readonly ordinary: number;
  /** Of what is below `__schema` and `__type`. */
  readonly introspection: number;
}

/** The most that introspection may cost: three times what the usual tools ask for. */
const MAX_INTROSPECTION_COST = 150_000;

/** Why an operation costs too much. */
export function checkCost({ ordinary, introspection }: Cost, maxCost: number): GraphQLError | undefined {
  if (ordinary > maxCost)
    return tooComplex('points of estimated cost', 'maxCost', maxCost, Math.ceil(ordinary));
  if (introspection > MAX_INTROSPECTION_COST) {
    const what = 'points of estimated cost below `__schema` and `__type`';
    return tooComplex(what, 'maxCost', MAX_INTROSPECTION_COST, introspection);
  }
  return undefined;
}

interface Model {
  readonly ordinary: Term;
  readonly introspection: number;
  /** The values of variables that are not given. */
  readonly defaults: Values;
}

const USUAL_SIZE = 10;

/** How long the lists of an ordinary schema are, where that is not the usual. */
const INTROSPECTION_SIZES: Readonly<Record<string, number>> = {
  types: 50,
  fields: 8,
  args: 2,
  inputFields: 2,
  interfaces: 1,
  possibleTypes: 2,
  enumValues: 4,
  directives: 5,
};

/**
 * Estimates what operations cost: every field one, those of a list's items as often as it has items. Directives and
 * the types of fragments do not matter: whatever may be asked for counts. Each operation of a document that is kept is
 * looked at once; after that its cost is a number, or where it depends on variables, a short sum.
 */
export class CostEstimator {
  readonly #schema: GraphQLSchema;
  readonly #models = new WeakMap<OperationDefinitionNode, Model>();

  constructor(schema: GraphQLSchema) {
    this.#schema = schema;
  }

  /** The cost of an operation of a valid document. */
  of(document: DocumentNode, operation: OperationDefinitionNode, variables: Values): Cost {
    let model = this.#models.get(operation);
    if (!model) this.#models.set(operation, (model = this.#modelOf(document, operation)));
    const { ordinary, introspection, defaults } = model;
    const isFixed = typeof ordinary === 'number' || !ordinary.usesVariables;
    const given = isFixed ? variables : { ...defaults, ...variables };
    return { ordinary: valueOf(ordinary, 1, given), introspection };
  }

  #modelOf(document: DocumentNode, operation: OperationDefinitionNode): Model {
    const root = this.#schema.getRootType(operation.operation)!;
    const terms = (isBelowRoot: (name: string) => boolean) =>
      new TermBuilder(this.#schema, document, isBelowRoot).ofSelections(operation.selectionSet, root);
    return {
      ordinary: terms((name) => !isIntrospection(name)),
      introspection: valueOf(terms(isIntrospection), 1, {}),
      defaults: defaultsOf(operation),
    };
  }
}

function defaultsOf({ variableDefinitions }: OperationDefinitionNode): Values {
  const given = (variableDefinitions ?? []).flatMap(({ variable, defaultValue }) =>
    defaultValue ? [[variable.name.value, valueFromASTUntyped(defaultValue)]] : [],
  );
  return Object.fromEntries(given) as Values;
}

class TermBuilder {
  readonly #schema: GraphQLSchema;
  readonly #counts: (name: string) => boolean;
  readonly #fragments = new Map<string, FragmentDefinitionNode>();
  readonly #known = new Map<string, Term>();

  /** @param counts whether a field counts, by its name */
  constructor(schema: GraphQLSchema, document: DocumentNode, counts: (name: string) => boolean) {
    this.#schema = schema;
    this.#counts = counts;
    for (const definition of document.definitions) {
      if (definition.kind === Kind.FRAGMENT_DEFINITION)
        this.#fragments.set(definition.name.value, definition);
    }
  }

  ofSelections({ selections }: SelectionSetNode, type: GraphQLCompositeType, isRoot = true): Term {
    return sum(
      selections.map((selection) => {
        switch (selection.kind) {
          case Kind.FRAGMENT_SPREAD:
            return this.#ofFragment(selection.name.value, isRoot);
          case Kind.INLINE_FRAGMENT:
            return this.#ofConditioned(selection, type, isRoot);
          case Kind.FIELD:
            return isRoot && !this.#counts(selection.name.value) ? 0 : this.#ofField(selection, type);
        }
      }),
    );
  }

  #ofFragment(name: string, isRoot: boolean): Term {
    const key = `${name}-${isRoot}`;
    let known = this.#known.get(key);
    if (known === undefined) {
      known = this.#ofConditioned(this.#fragments.get(name)!, undefined, isRoot);
      this.#known.set(key, known);
    }
    return known;
  }

  #ofConditioned(
    {
      typeCondition,
      selectionSet,
    }: Pick<FragmentDefinitionNode, 'selectionSet'> & {
      readonly typeCondition?: FragmentDefinitionNode['typeCondition'] | undefined;
    },
    outer: GraphQLCompositeType | undefined,
    isRoot: boolean,
  ): Term {
    const type = typeCondition ? typeFromAST(this.#schema, typeCondition) : outer;
    return isCompositeType(type) ? this.ofSelections(selectionSet, type, isRoot) : 0;
  }

  #ofField(node: FieldNode, parent: GraphQLCompositeType): Term {
    const field = this.#schema.getField(parent, node.name.value)!;
    const { size, page, extra } = (field.extensions[COST] ?? {}) as FieldCost;
    const type = getNamedType(field.type);
    const below =
      node.selectionSet && isCompositeType(type) ? this.ofSelections(node.selectionSet, type, false) : 0;
    const times = isListType(getNullableType(field.type)) ? (size ?? usualSize(node.name.value, parent)) : 1;
    const at = (outerPage: number, variables: Values): number => {
      const args = page || extra ? argumentsOf(node, variables) : {};
      const innerPage = page ? lengthOf(args[page.argument], page.fallback) : outerPage;
      const items = times === 'page' ? outerPage : times;
      return 1 + (extra?.(args) ?? 0) + items * valueOf(below, innerPage, variables);
    };
    const isBelowFixed = typeof below === 'number' || !below.usesVariables;
    const usesVariables = !isBelowFixed || ((page || extra) !== undefined && hasVariables(node));
    // A page of its own leaves nothing that the outer one could change.
    const usesPage = times === 'page' || (typeof below !== 'number' && !page);
    return usesVariables || usesPage ? { usesVariables, at } : at(1, {});
  }
}

function sum(terms: readonly Term[]): Term {
  let fixed = 0;
  const dependent: DependentTerm[] = [];
  for (const term of terms) {
    if (typeof term === 'number') fixed += term;
    else dependent.push(term);
  }
  if (dependent.length === 0) return fixed;
  return {
    usesVariables: dependent.some(({ usesVariables }) => usesVariables),
    at: (page, variables) => dependent.reduce((total, { at }) => total + at(page, variables), fixed),
  };
}

function valueOf(term: Term, page: number, variables: Values): number {
  return typeof term === 'number' ? term : term.at(page, variables);
}

function usualSize(name: string, { name: parent }: GraphQLCompositeType): number {
  return parent.startsWith('__') ? (INTROSPECTION_SIZES[name] ?? USUAL_SIZE) : USUAL_SIZE;
}

/** What cannot be a length is refused when it is executed. */
function lengthOf(given: unknown, fallback: number): number {
  return typeof given === 'number' && given >= 0 ? given : fallback;
}

function argumentsOf(node: FieldNode, variables: Values): Values {
  const given = (node.arguments ?? []).map(({ name, value }) => [
    name.value,
    valueFromASTUntyped(value, { ...variables }),
  ]);
  return Object.fromEntries(given) as Values;
}

function hasVariables({ arguments: args }: FieldNode): boolean {
  let found = false;
  for (const argument of args ?? []) {
    visit(argument, {
      Variable() {
        found = true;
        return BREAK;
      },
    });
  }
  return found;
}
