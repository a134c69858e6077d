import type { Delivery } from './delivery.ts';

/**
 * Takes deliveries on the spot while it keeps up, so that none need be pulled for it one by one. What is made of
 * deliveries is made once for all readers of one plan.
 */
export interface DirectReader<TBatch = unknown> {
  /** Readers with the same plan, compared by identity, are handed the same batches. */
  readonly plan: object;
  /**
   * Makes of deliveries what each reader of the plan is handed; `undefined` where that cannot be done at once, and
   * the deliveries must be pulled one by one.
   */
  prepare(deliveries: readonly Delivery[]): TBatch | undefined;
  /** The same of deliveries from the past, which others may lack as well. */
  recall(deliveries: readonly Delivery[]): TBatch | undefined;
  /** Nothing where all that was handed over before has been taken; else what resolves when it has, or never can be. */
  room(): Promise<void> | undefined;
  /** Nothing where the reader may go on at once; else what resolves when others have had their turn. */
  turn(): Promise<void> | undefined;
  /** Takes a batch; there was room just before. */
  take(batch: TBatch): void;
}

/** Most changes that are handed over at once, so that no write grows without a bound. */
export const MAX_ITEMS_AT_ONCE = 64;
