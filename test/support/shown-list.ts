import type { Spec, View } from '../../examples/clients/spec-list.ts';

/** What a recipe shows, to be waited for. */
export class ShownList implements View {
  readonly #watchers = new Set<() => void>();
  #titles: Readonly<Record<string, string>> = {};
  #failure: unknown;

  readonly show = (specs: readonly Spec[]): void => {
    this.#titles = Object.fromEntries(specs.map(({ id, title }) => [id, title]));
    this.#tell();
  };

  readonly fail = (error: unknown): void => {
    this.#failure = error;
    this.#tell();
  };

  /** Resolves when the list is this one, titles by ID; rejects when it is not within fifteen seconds, or fails. */
  shows(titles: Readonly<Record<string, string>>): Promise<void> {
    const wanted = JSON.stringify(titles);
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const late = setTimeout(
      () => reject(new Error(`Expected ${wanted}, it shows ${JSON.stringify(this.#titles)}.`)),
      15_000,
    );
    const look = () => {
      if (this.#failure !== undefined) reject(this.#failure);
      else if (JSON.stringify(this.#titles) === wanted) resolve();
    };
    this.#watchers.add(look);
    look();
    return promise.finally(() => {
      clearTimeout(late);
      this.#watchers.delete(look);
    });
  }

  #tell(): void {
    for (const look of this.#watchers) look();
  }
}
