import type { Plan } from './plan.ts';

/** A place among those who ask the same. */
export interface PlanSeat {
  readonly plan: Plan;
  /** Gives the place up; twice is harmless. */
  leave(): void;
}

/** The plans of the questions that are asked now. */
export class Plans {
  readonly #plans = new Map<string, { readonly plan: Plan; members: number }>();

  /** How many different questions are asked now. */
  get size(): number {
    return this.#plans.size;
  }

  /** The plan for a question, made by whoever asks first. */
  join(question: string, create: () => Plan): PlanSeat {
    let entry = this.#plans.get(question);
    if (!entry) this.#plans.set(question, (entry = { plan: create(), members: 0 }));
    entry.members += 1;
    return new Seat(entry, () => this.#plans.delete(question));
  }
}

class Seat implements PlanSeat {
  readonly #entry: { readonly plan: Plan; members: number };
  #end: (() => void) | undefined;

  constructor(entry: { readonly plan: Plan; members: number }, end: () => void) {
    this.#entry = entry;
    this.#end = end;
  }

  get plan(): Plan {
    return this.#entry.plan;
  }

  leave(): void {
    const end = this.#end;
    if (!end) return;
    this.#end = undefined;
    this.#entry.members -= 1;
    if (this.#entry.members > 0) return;
    end();
    this.#entry.plan.end();
  }
}
