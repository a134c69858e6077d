import { subscriptionExchange, type Exchange } from '@urql/core';
import { runOperation } from './run-operation.ts';
import type { SpecClient, SubscribeOptions } from './spec-client.ts';

/**
 * The last exchange of an urql client: subscriptions and queries go through the client, and nothing to urql's own
 * `url`. A `CombinedError` has GraphQL's errors as `graphQLErrors`, and as `networkError` a `SpecClientError`. The context
 * of a subscription may hold {@link SubscribeOptions} as `specwire`.
 */
export function createSpecwireExchange(client: SpecClient): Exchange {
  return subscriptionExchange({
    enableAllOperations: true,
    forwardSubscription: ({ query = '', variables }, { kind, context }) => ({
      subscribe(sink) {
        let isFirst = true;
        const unsubscribe = runOperation(
          client,
          {
            kind,
            document: query,
            variables: variables as Record<string, unknown> | undefined,
            options: context['specwire'] as SubscribeOptions | undefined,
          },
          {
            next(result) {
              // urql takes a later result for a part of the one before, and keeps that one's errors unless it has some.
              sink.next(isFirst ? result : { errors: [], ...result });
              isFirst = false;
            },
            error: (error) => sink.error(error),
            complete: () => sink.complete(),
          },
        );
        return { unsubscribe };
      },
    }),
  });
}
