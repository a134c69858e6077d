import { fold, type Spec, type SpecFilter, type View } from './spec-list.ts';

/** A browser's own EventSource, and nothing else. It comes back by itself, and resumes by its last event's ID. */
export function followSpecs(url: string, filter: SpecFilter, { show }: View): () => void {
  const events = new URL('/api/events?snapshot=true', url);
  for (const [name, value] of Object.entries(filter)) events.searchParams.set(name, String(value));
  let list: readonly Spec[] = [];
  let source: EventSource;
  let retry: ReturnType<typeof setTimeout>;

  function open(): void {
    source = new EventSource(events);
    take('specs.snapshot');
    take('specs.batch');
    // The server could not tell of a change; a new EventSource begins with a snapshot.
    source.addEventListener('specs.error', openAnother);
    source.addEventListener('error', () => {
      // It gives up after any refusal, also of a server that is about to start. Else it is about to come back.
      if (source.readyState === EventSource.CLOSED) openAnother();
    });
  }

  function take(type: 'specs.snapshot' | 'specs.batch'): void {
    source.addEventListener(type, ({ data }) => {
      const { specs = null, changes = [] } = JSON.parse(data);
      list = fold(list, { specsChanged: { snapshot: specs, changes } }, filter);
      show(list);
    });
  }

  function openAnother(): void {
    source.close();
    retry = setTimeout(open, 2_000 + 8_000 * Math.random());
  }

  open();
  return () => {
    clearTimeout(retry);
    source.close();
  };
}
