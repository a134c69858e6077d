import {
  Kind,
  visit,
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLError,
  type SelectionSetNode,
} from 'graphql';
import { isIntrospection } from './introspection.ts';
import { tooComplex, type ComplexityLimits } from './too-complex.ts';

/** Levels that introspection may have below its root: what the deepest usual tool asks for has fifteen. */
const MAX_INTROSPECTION_DEPTH = 20;

interface Depth {
  readonly ordinary: number;
  /** Below `__schema` and `__type`. */
  readonly introspection: number;
}

const NONE: Depth = { ordinary: 0, introspection: 0 };

/**
 * Why a document is too deep or has too many aliases, found out without the schema and in time linear in its tokens, so
 * that nothing dear is done to one that is refused. Fragments that spread themselves are left to validation.
 */
export function checkShape(
  document: DocumentNode,
  { maxQueryDepth, maxAliases }: Pick<ComplexityLimits, 'maxQueryDepth' | 'maxAliases'>,
): GraphQLError | undefined {
  const aliases = countAliases(document);
  if (aliases > maxAliases) return tooComplex('aliases', 'maxAliases', maxAliases, aliases);
  const { ordinary, introspection } = depthOf(document);
  if (ordinary > maxQueryDepth)
    return tooComplex('levels of fields', 'maxQueryDepth', maxQueryDepth, ordinary);
  if (introspection > MAX_INTROSPECTION_DEPTH) {
    const what = 'levels of fields below `__schema` and `__type`';
    return tooComplex(what, 'maxQueryDepth', MAX_INTROSPECTION_DEPTH, introspection);
  }
  return undefined;
}

function countAliases(document: DocumentNode): number {
  let count = 0;
  visit(document, {
    Field: ({ alias }) => {
      if (alias) count += 1;
    },
  });
  return count;
}

/** Of the deepest operation. */
function depthOf(document: DocumentNode): Depth {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  }
  const known = new Map<string, Depth>();

  function ofFragment(name: string): Depth {
    const depth = known.get(name);
    if (depth) return depth;
    const fragment = fragments.get(name);
    // Whoever comes back here while it is looked at goes round in a circle.
    known.set(name, NONE);
    const found = fragment ? ofSelections(fragment.selectionSet) : NONE;
    known.set(name, found);
    return found;
  }

  function ofSelections({ selections }: SelectionSetNode): Depth {
    return deepest(
      selections.map((selection) => {
        switch (selection.kind) {
          case Kind.FRAGMENT_SPREAD:
            return ofFragment(selection.name.value);
          case Kind.INLINE_FRAGMENT:
            return ofSelections(selection.selectionSet);
          case Kind.FIELD: {
            const { ordinary, introspection } = selection.selectionSet
              ? ofSelections(selection.selectionSet)
              : NONE;
            return isIntrospection(selection.name.value)
              ? { ordinary: 1, introspection: Math.max(ordinary, introspection) }
              : { ordinary: ordinary + 1, introspection };
          }
        }
      }),
    );
  }

  return deepest(
    document.definitions.map((definition) =>
      definition.kind === Kind.OPERATION_DEFINITION ? ofSelections(definition.selectionSet) : NONE,
    ),
  );
}

function deepest(depths: readonly Depth[]): Depth {
  return {
    ordinary: Math.max(0, ...depths.map(({ ordinary }) => ordinary)),
    introspection: Math.max(0, ...depths.map(({ introspection }) => introspection)),
  };
}
