/** Whether a network stands still, and what waits for it to move again. */
export class Frost {
  #waiting: (() => void)[] | undefined;

  get isFrozen(): boolean {
    return this.#waiting !== undefined;
  }

  freeze(): void {
    this.#waiting ??= [];
  }

  thaw(): void {
    const waiting = this.#waiting ?? [];
    this.#waiting = undefined;
    for (const act of waiting) act();
  }

  /** Acts at once, or as soon as the network moves again. */
  whenThawed(act: () => void): void {
    if (this.#waiting) this.#waiting.push(act);
    else act();
  }
}
