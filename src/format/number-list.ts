/** A list of whole numbers below 2^32 that only grows; a million of them cost a few milliseconds and four megabytes. */
export class NumberList {
  #numbers: Uint32Array;
  #length = 0;

  /** @param expected how many there will most likely be */
  constructor(expected: number) {
    this.#numbers = new Uint32Array(Math.max(16, expected));
  }

  get length(): number {
    return this.#length;
  }

  /** The number at a place; what stands past the end means nothing. */
  at(place: number): number {
    return this.#numbers[place]!;
  }

  push(number: number): void {
    if (this.#length === this.#numbers.length) {
      const larger = new Uint32Array(2 * this.#length);
      larger.set(this.#numbers);
      this.#numbers = larger;
    }
    this.#numbers[this.#length] = number;
    this.#length += 1;
  }
}
