import type { Plan } from './plan.ts';

/** A place among those who ask the same. */
export interface PlanSeat {
  readonly plan: Plan;
  /** Gives the place up; twice is harmless. */
  leave(): void;
}

interface Entry {
  readonly question: string;
  readonly plan: Plan;
  members: number;
}

/** The plans of the questions that are asked now. */
export class Plans {
  readonly #plans = new Map<string, Entry>();

  /** How many different questions are asked now. */
  get size(): number {
    return this.#plans.size;
  }

  /** The plan for a question, made by whoever asks first. */
  join(question: string, create: () => Plan): PlanSeat {
    let entry = this.#plans.get(question);
    if (!entry) this.#plans.set(question, (entry = { question, plan: create(), members: 0 }));
    entry.members += 1;
    return new Seat(entry, this.#plans);
  }
}

class Seat implements PlanSeat {
  readonly #entry: Entry;
  readonly #plans: Map<string, Entry>;
  #hasLeft = false;

  constructor(entry: Entry, plans: Map<string, Entry>) {
    this.#entry = entry;
    this.#plans = plans;
  }

  get plan(): Plan {
    return this.#entry.plan;
  }

  leave(): void {
    if (this.#hasLeft) return;
    this.#hasLeft = true;
    this.#entry.members -= 1;
    if (this.#entry.members > 0) return;
    this.#plans.delete(this.#entry.question);
    this.#entry.plan.end();
  }
}
