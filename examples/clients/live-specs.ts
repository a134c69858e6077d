import { createSpecClient } from 'specwire/client';
import type { SpecFilter, View } from './spec-list.ts';

/** Specwire's client alone: it keeps the list, by any filter and through lost connections. */
export function followSpecs(url: string, filter: SpecFilter, { show, fail }: View): () => void {
  const client = createSpecClient({ url });
  const live = client.liveSpecs({ filter });
  live.onChange(() => {
    if (live.error) fail(live.error);
    else show([...live.specs.values()]);
  });
  return () => client.dispose();
}
