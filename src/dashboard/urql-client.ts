import { Client, type TypedDocumentNode } from 'urql';
import type { SpecClient } from '../client/index.ts';
import { createSpecwireExchange } from '../client/urql.ts';

/** urql over a client that follows through lost connections; it asks no address by itself. */
export function createUrqlClient(client: SpecClient): Client {
  return new Client({ url: '/graphql', exchanges: [createSpecwireExchange(client)], preferGetMethod: false });
}

/** What codegen makes of an operation, as urql takes it: it reads texts, and cannot say so of typed ones. */
export function asUrqlDocument<TData, TVariables>(document: {
  readonly __apiType?: ((variables: TVariables) => TData) | undefined;
  toString(): string;
}): TypedDocumentNode<TData, TVariables> {
  return document.toString() as unknown as TypedDocumentNode<TData, TVariables>;
}
