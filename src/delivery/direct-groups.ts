/** Groups by plan and by what is asked for, each as long as somebody belongs to it. */
export class DirectGroups<T> {
  readonly #byPlan = new WeakMap<object, Map<string, { readonly group: T; belonging: number }>>();
  #size = 0;

  /** How many there are. */
  get size(): number {
    return this.#size;
  }

  /** The group for a plan and a key, made if need be; whoever calls it belongs to it until `leave`. */
  enter(plan: object, key: string, create: () => T): T {
    let groups = this.#byPlan.get(plan);
    if (!groups) this.#byPlan.set(plan, (groups = new Map()));
    let entry = groups.get(key);
    if (!entry) {
      groups.set(key, (entry = { group: create(), belonging: 0 }));
      this.#size += 1;
    }
    entry.belonging += 1;
    return entry.group;
  }

  leave(plan: object, key: string): void {
    const groups = this.#byPlan.get(plan);
    const entry = groups?.get(key);
    if (!groups || !entry) return;
    entry.belonging -= 1;
    if (entry.belonging > 0) return;
    groups.delete(key);
    this.#size -= 1;
  }
}
