import type { ChangeFieldsFragment, SpecFieldsFragment } from '../../src/client/generated/graphql.ts';

/** What a dashboard keeps: specs by ID, with every delivery folded in. */
export class FoldedSpecs {
  readonly #specs = new Map<string, SpecFieldsFragment>();

  get ids(): string[] {
    return [...this.#specs.keys()].sort();
  }

  /** By ID, in a form that compares by value. */
  get specs(): Record<string, SpecFieldsFragment> {
    return Object.fromEntries([...this.#specs].sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  replace(specs: readonly SpecFieldsFragment[]): void {
    this.#specs.clear();
    for (const spec of specs) this.#specs.set(spec.id, spec);
  }

  apply(change: ChangeFieldsFragment): void {
    switch (change.__typename) {
      case 'SpecCreated':
      case 'SpecUpdated':
        this.#specs.set(change.specId, change.spec);
        break;
      case 'SpecDeleted':
        this.#specs.delete(change.specId);
        break;
      case 'SpecResync':
      case 'SpecBatch':
        throw new Error(`Expected a change, got ${change.__typename}.`);
    }
  }
}
