/** Something that hands out in turns. */
export interface TurnTaker {
  /**
   * Hands out until that is done or the turn is over; it schedules itself again where it is not done.
   * @param isTurnOver asked now and then
   */
  deliver(isTurnOver: () => boolean): void;
}

export interface TurnsOptions {
  /** A monotonic clock, in milliseconds. */
  readonly clock: () => number;
  /** Goes up with every commit. */
  readonly committed: () => number;
  /** Called when a turn is over. */
  readonly onTurn: (isDone: boolean) => void;
}

/** How long those who are due may hand out before others have their turn, in milliseconds. */
const TURN_MS = 10;
/** How long commits may be gathered that come in every turn of the event loop, in milliseconds. */
const MAX_GATHER_MS = 1;

/**
 * Those who have something to hand out do so when a turn of the event loop has passed without a commit, or after a
 * millisecond of commits in every turn: what is committed in quick succession is read and executed in one go, and
 * leaves in one write. Nobody holds the event loop for long.
 */
export class Turns<T extends TurnTaker> implements Disposable {
  readonly #options: TurnsOptions;
  readonly #due = new Set<T>();
  #immediate: NodeJS.Immediate | undefined;
  #isHandingOut = false;
  #dueSinceMs = 0;
  #committedBefore = 0;

  constructor(options: TurnsOptions) {
    this.#options = options;
  }

  schedule(taker: T): void {
    this.#due.add(taker);
    if (this.#immediate || this.#isHandingOut) return;
    this.#dueSinceMs = this.#options.clock();
    this.#committedBefore = -1;
    this.#immediate = setImmediate(() => this.#gather());
  }

  [Symbol.dispose](): void {
    clearImmediate(this.#immediate);
    this.#immediate = undefined;
    this.#due.clear();
  }

  #gather(): void {
    const committed = this.#options.committed();
    const isQuiet = committed === this.#committedBefore;
    if (isQuiet || this.#options.clock() - this.#dueSinceMs >= MAX_GATHER_MS) return this.#handOut();
    this.#committedBefore = committed;
    this.#immediate = setImmediate(() => this.#gather());
  }

  #handOut(): void {
    this.#isHandingOut = true;
    const endsAt = this.#options.clock() + TURN_MS;
    const isTurnOver = () => this.#options.clock() >= endsAt;
    for (const due of Array.from(this.#due)) {
      this.#due.delete(due);
      due.deliver(isTurnOver);
      if (isTurnOver()) break;
    }
    this.#isHandingOut = false;
    const isDone = this.#due.size === 0;
    this.#options.onTurn(isDone);
    this.#immediate = isDone ? undefined : setImmediate(() => this.#handOut());
  }
}
