import { createClient } from 'graphql-sse';
import {
  fold,
  SPECS_CHANGED,
  type Spec,
  type SpecFilter,
  type SpecsChanged,
  type View,
} from './spec-list.ts';

/** graphql-sse alone. It subscribes again after each lost connection, and so begins with a new snapshot. */
export function followSpecs(
  url: string,
  filter: SpecFilter,
  { show, fail }: View,
  /** One event stream for all subscriptions; browsers open no more than six to one server over HTTP/1.1. */
  singleConnection = false,
): () => void {
  const client = createClient({
    url: `${url}/stream`,
    singleConnection: singleConnection as true,
    // Or it gives up when a server restarts.
    retryAttempts: Infinity,
  });
  let list: readonly Spec[] = [];
  const stop = client.subscribe<SpecsChanged>(
    { query: SPECS_CHANGED, variables: { filter } },
    {
      next({ data, errors }) {
        if (errors) fail(errors);
        if (!data) return;
        list = fold(list, data, filter);
        show(list);
      },
      error: fail,
      complete: () => undefined,
    },
  );
  return () => {
    stop();
    client.dispose();
  };
}
