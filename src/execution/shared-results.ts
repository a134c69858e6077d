import type { ExecutionResult } from 'graphql';

/** Makes the result for one event; does not throw. */
type ExecuteEvent = (event: unknown) => Promise<ExecutionResult> | ExecutionResult;

/** A place among those who ask the same. */
export interface SharedSeat {
  /** The result for an event, made by whoever asks first. */
  result(event: object, execute: ExecuteEvent): Promise<ExecutionResult> | ExecutionResult;
  /** Gives the place up; twice is harmless. */
  leave(): void;
}

/** Those who ask the same, and what was made for them: an event is known by its identity, and takes its result along. */
interface Group {
  members: number;
  readonly results: WeakMap<object, Promise<ExecutionResult> | ExecutionResult>;
}

/** One execution for all who ask the same of the same event. */
export class SharedResults {
  readonly #groups = new Map<string, Group>();

  /** How many different questions are asked now. */
  get size(): number {
    return this.#groups.size;
  }

  join(question: string): SharedSeat {
    const group = this.#groups.get(question) ?? { members: 0, results: new WeakMap() };
    this.#groups.set(question, group);
    group.members += 1;
    let hasLeft = false;
    return {
      result(event, execute) {
        const known = group.results.get(event);
        if (known) return known;
        const made = execute(event);
        group.results.set(event, made);
        return made;
      },
      leave: () => {
        if (hasLeft) return;
        hasLeft = true;
        group.members -= 1;
        if (group.members === 0) this.#groups.delete(question);
      },
    };
  }
}
