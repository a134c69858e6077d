import type { Delivery } from '../../src/delivery/delivery.ts';
import type { DirectReader } from '../../src/delivery/direct-reader.ts';

/** A reader whose room a test decides on; a batch is the deliveries themselves. */
export class FakeReader implements DirectReader<readonly Delivery[]> {
  readonly plan: object;
  /** All it was handed, in order. */
  readonly taken: Delivery[] = [];
  readonly batches: (readonly Delivery[])[] = [];
  /** How many batches were made by it: for a group, and to catch up. */
  readonly made = { prepared: 0, recalled: 0 };
  /** Whether deliveries can be taken so at all. */
  canBatch = true;
  #full: PromiseWithResolvers<void> | undefined;

  constructor(plan: object) {
    this.plan = plan;
  }

  prepare(deliveries: readonly Delivery[]): readonly Delivery[] | undefined {
    this.made.prepared += 1;
    return this.canBatch ? deliveries : undefined;
  }

  recall(deliveries: readonly Delivery[]): readonly Delivery[] | undefined {
    this.made.recalled += 1;
    return this.canBatch ? deliveries : undefined;
  }

  room(): Promise<void> | undefined {
    return this.#full?.promise;
  }

  turn(): undefined {
    return undefined;
  }

  take(batch: readonly Delivery[]): void {
    if (this.#full) throw new Error('It was handed something without having room.');
    this.batches.push(batch);
    this.taken.push(...batch);
  }

  fill(): void {
    this.#full ??= Promise.withResolvers();
  }

  drain(): void {
    this.#full?.resolve();
    this.#full = undefined;
  }
}
