import { ApolloLink } from '@apollo/client/link';
import { Observable } from 'rxjs';
import { runOperation } from './run-operation.ts';
import type { SpecClient, SubscribeOptions } from './spec-client.ts';

/**
 * The last link of an Apollo Client 4: subscriptions and queries go through the client. Errors in results are the
 * `CombinedGraphQLErrors` of Apollo; what else goes wrong is a `SpecClientError`. `context.specwire` may hold the
 * {@link SubscribeOptions} of a subscription, and `context.fetchOptions.signal` what aborts a query.
 */
export function createSpecwireLink(client: SpecClient): ApolloLink {
  return new ApolloLink(
    (operation) =>
      new Observable((observer) => {
        const { specwire, fetchOptions } = operation.getContext() as {
          readonly specwire?: SubscribeOptions;
          readonly fetchOptions?: RequestInit;
        };
        return runOperation(
          client,
          {
            kind: operation.operationType,
            document: operation.query,
            variables: operation.variables,
            operationName: operation.operationName,
            signal: fetchOptions?.signal,
            options: specwire,
          },
          observer,
        );
      }),
  );
}
