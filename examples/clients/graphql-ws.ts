import { createClient } from 'graphql-ws';
import {
  fold,
  SPECS_CHANGED,
  type Spec,
  type SpecFilter,
  type SpecsChanged,
  type View,
} from './spec-list.ts';

/** graphql-ws alone. It subscribes again after each lost connection, and so begins with a new snapshot. */
export function followSpecs(url: string, filter: SpecFilter, { show, fail }: View): () => void {
  const client = createClient({
    url: url.replace(/^http/, 'ws'),
    // Or it gives up when a server restarts.
    shouldRetry: () => true,
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
    void client.dispose();
  };
}
