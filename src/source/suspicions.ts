/** Paths that a rescan found different: each is a repair, unless an event of it comes yet or it proves the same. */
export class Suspicions {
  /** Whether the path counts as a repair. */
  readonly #suspects = new Map<string, boolean>();
  #repairs = 0;

  /** Changes that no event had announced. */
  get repairs(): number {
    return this.#repairs;
  }

  add(path: string, isRepair: boolean): void {
    this.#suspects.set(path, isRepair);
  }

  /** Adds a path that is being looked at already. */
  addBusy(path: string): void {
    // An event or an earlier rescan has brought it where it is: whichever it was stays so.
    if (!this.#suspects.has(path)) this.#suspects.set(path, false);
  }

  /** An event announced the path after all, or it is as it was. */
  drop(path: string): void {
    this.#suspects.delete(path);
  }

  /** The path did change, and that is handed on. */
  confirm(path: string): void {
    if (this.#suspects.get(path) === true) this.#repairs += 1;
    this.#suspects.delete(path);
  }

  clear(): void {
    this.#suspects.clear();
  }
}
