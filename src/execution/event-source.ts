/** What a subscription field's `subscribe` hands to the executor: a pull iterator that can be stopped while it waits. */
export interface EventSource<T = unknown> extends AsyncIterableIterator<T, undefined> {
  /** Where a client that is cut off before the first event resumes; absent where resuming has no meaning. */
  readonly cursor?: string | undefined;
  /** Ends the source at once, also while a `next()` is pending, which then resolves as done. */
  return(): Promise<IteratorResult<T, undefined>>;
}

/** Whether a value is such a source. */
export function isEventSource(value: unknown): value is EventSource {
  return (
    typeof value === 'object' &&
    value !== null &&
    Symbol.asyncIterator in value &&
    typeof (value as Partial<EventSource>).return === 'function'
  );
}
