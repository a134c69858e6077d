import type { ExecutionResult } from 'graphql';

/** Results, or what is shown of them, as JSON on one line; the same object is serialised once, however many connections it goes to. */
export class ResultTexts {
  readonly #texts = new WeakMap<object, string>();
  readonly #onFault: (error: unknown) => ExecutionResult;
  #made = 0;

  /** @param onFault what to say in place of a result that JSON cannot hold; must be a result that it can */
  constructor(onFault: (error: unknown) => ExecutionResult) {
    this.#onFault = onFault;
  }

  /** How many results were serialised. */
  get made(): number {
    return this.#made;
  }

  textOf(result: object): string {
    const known = this.#texts.get(result);
    if (known !== undefined) return known;
    const text = this.make(result);
    this.#texts.set(result, text);
    return text;
  }

  /** The text of a result that nobody will ask for again. */
  make(result: object): string {
    this.#made += 1;
    try {
      return JSON.stringify(result);
    } catch (error) {
      return JSON.stringify(this.#onFault(error));
    }
  }
}
