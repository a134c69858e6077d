import { Client, subscriptionExchange, type Exchange, type TypedDocumentNode } from 'urql';
import type { SpecClient } from '../client/spec-client.ts';

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

/** The last exchange: subscriptions go over the client's connection, queries over HTTP. */
function createSpecwireExchange(client: SpecClient): Exchange {
  return subscriptionExchange({
    enableAllOperations: true,
    forwardSubscription: ({ query = '', variables = {} }, { kind }) => ({
      subscribe(sink) {
        const fail = (error: unknown) => sink.error(error);
        if (kind === 'subscription') {
          const unsubscribe = client.subscribe(query, variables, {
            next: (result) => sink.next(result as Parameters<typeof sink.next>[0]),
            error: fail,
            complete: () => sink.complete(),
          });
          return { unsubscribe };
        }
        const aborting = new AbortController();
        client.query(query, variables, { signal: aborting.signal }).then(
          (data) => {
            sink.next({ data });
            return sink.complete();
          },
          (error: unknown) => {
            if (!aborting.signal.aborted) fail(error);
          },
        );
        return { unsubscribe: () => aborting.abort() };
      },
    }),
  });
}
