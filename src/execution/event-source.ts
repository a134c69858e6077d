/** Takes the events of a source several at a time, as long as it has room. */
export interface EventReader<T = unknown, TBatch = unknown> {
  /** Readers with the same plan, compared by identity, are handed the same batches. */
  readonly plan: object;
  /** Makes a batch of events; `undefined` where they must be pulled one by one. */
  prepare(events: readonly T[]): TBatch | undefined;
  /** The same of events from the past, which others may lack as well. */
  recall(events: readonly T[]): TBatch | undefined;
  /** Nothing where there is room; else what resolves when there is, or never will be. */
  room(): Promise<void> | undefined;
  /** Nothing where the reader may go on at once; else what resolves when others have had their turn. */
  turn(): Promise<void> | undefined;
  /** Takes a batch; there was room just before. */
  take(batch: TBatch): void;
}

/** What a subscription field's `subscribe` hands to the executor: a pull iterator that can be stopped while it waits. */
export interface EventSource<T = unknown> extends AsyncIterableIterator<T, undefined> {
  /** Where a client that is cut off before the first event resumes; absent where resuming has no meaning. */
  readonly cursor?: string | undefined;
  /**
   * Lets a reader be handed events while a `next()` is pending, which then resolves only to what the reader could not
   * take; absent where a source knows only to be pulled.
   */
  attach?(reader: EventReader<T>): void;
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
