import { BREAK, GraphQLError, visit, type DocumentNode, type FieldNode } from 'graphql';
import type { ErrorCode } from '../errors.ts';

/** Whether a field is one by which the schema is told. `__typename` tells of a value, and is always answered. */
export function isIntrospection(name: string): boolean {
  return name === '__schema' || name === '__type';
}

/** The refusal of a document that asks for the schema, where that is turned off. */
export function refuseIntrospection(document: DocumentNode): GraphQLError | undefined {
  let found: FieldNode | undefined;
  visit(document, {
    Field(node) {
      if (!isIntrospection(node.name.value)) return undefined;
      found = node;
      return BREAK;
    },
  });
  if (!found) return undefined;
  return new GraphQLError('Introspection is turned off (`introspection`).', {
    nodes: [found],
    extensions: { code: 'INTROSPECTION_DISABLED' satisfies ErrorCode },
  });
}
