import {
  isRequiredArgument,
  TypeInfo,
  visit,
  visitWithTypeInfo,
  type DocumentNode,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';

/**
 * The key of the extension by which a type, or a single field, declares that what it resolves to depends on its parent
 * value and on the log alone: not on who asks, on which connection, nor on when. A field's own word counts before its
 * type's.
 */
export const SHAREABLE = 'shareable';

/** What subscribers must have in common to have the same results. */
export interface Sharing {
  /** The variables that shape a result, sorted: those used anywhere but in the root field's own arguments. */
  readonly variables: readonly string[];
  /** The document without those arguments, and so without what only they use: what is executed for each event. */
  readonly document: DocumentNode;
}

/** How the results of each subscription can be shared, found out once for each document that is kept. */
export class Sharings {
  readonly #schema: GraphQLSchema;
  readonly #known = new WeakMap<OperationDefinitionNode, { readonly sharing: Sharing | undefined }>();

  constructor(schema: GraphQLSchema) {
    this.#schema = schema;
  }

  /**
   * `undefined` where the results cannot be shared, which is so unless everything that the document selects is
   * declared {@link SHAREABLE}.
   */
  of(document: DocumentNode, operation: OperationDefinitionNode): Sharing | undefined {
    let known = this.#known.get(operation);
    if (!known) {
      known = { sharing: sharingOf(this.#schema, document, operation) };
      this.#known.set(operation, known);
    }
    return known.sharing;
  }
}

function sharingOf(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): Sharing | undefined {
  const types = new TypeInfo(schema);
  const variables = new Set<string>();
  let isShared = true;
  const withoutArguments = visit(
    document,
    visitWithTypeInfo(types, {
      OperationDefinition: (node) => (node === operation ? undefined : false),
      VariableDefinition: () => false,
      Field() {
        const parent = types.getParentType();
        const field = types.getFieldDef();
        if (!parent || !field || !isShareable(parent, field)) isShared = false;
      },
      // The root field's arguments choose the events; what is made of an event does not depend on them.
      Argument() {
        const argument = types.getArgument();
        const isOfRoot = types.getParentType() === schema.getSubscriptionType() && !types.getDirective();
        return isOfRoot && argument && !isRequiredArgument(argument) ? null : undefined;
      },
      Variable: (node) => void variables.add(node.name.value),
    }),
  );
  if (!isShared) return undefined;
  return { variables: [...variables].sort(), document: withVariables(withoutArguments, variables) };
}

/** The document with the definitions of no other variables than these. */
function withVariables(document: DocumentNode, names: ReadonlySet<string>): DocumentNode {
  return visit(document, {
    VariableDefinition: ({ variable }) => (names.has(variable.name.value) ? false : null),
    SelectionSet: () => false,
  });
}

function isShareable(parent: GraphQLNamedType, field: GraphQLField<unknown, unknown>): boolean {
  if (field.name === '__typename') return true;
  return (field.extensions[SHAREABLE] ?? parent.extensions[SHAREABLE]) === true;
}
