import type { Spec } from './spec.ts';
import type { SpecCollection } from './spec-collection.ts';
import type { VisibleScope } from './visible-scope.ts';

/** The specs of a collection that are in sight, and their relations among each other. */
export class SpecsInSight implements SpecCollection {
  readonly #all: SpecCollection;
  readonly #scope: VisibleScope;

  constructor(all: SpecCollection, scope: VisibleScope) {
    this.#all = all;
    this.#scope = scope;
  }

  /** Counted each time it is asked for. */
  get size(): number {
    let size = 0;
    for (const { id } of this.#all) if (this.#scope.includes(id)) size += 1;
    return size;
  }

  get(id: string): Spec | undefined {
    return this.#scope.includes(id) ? this.#all.get(id) : undefined;
  }

  *after(id?: string): Generator<Spec, void, undefined> {
    for (const spec of this.#all.after(id)) if (this.#scope.includes(spec.id)) yield spec;
  }

  [Symbol.iterator](): Iterator<Spec> {
    return this.after();
  }

  childrenOf(id: string): Spec[] {
    // An ID out of sight may have children in sight, which would tell of it.
    return this.#scope.includes(id) ? this.#among(this.#all.childrenOf(id)) : [];
  }

  ancestorsOf(id: string): Spec[] {
    return this.#among(this.#all.ancestorsOf(id));
  }

  #among(specs: readonly Spec[]): Spec[] {
    return specs.filter(({ id }) => this.#scope.includes(id));
  }
}
