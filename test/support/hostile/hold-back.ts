import { Transform, type TransformCallback } from 'node:stream';

interface HoldBackOptions {
  readonly bytes: number;
  /** Milliseconds; `Infinity` sets no timer. */
  readonly ms: number;
}

/** Holds bytes back until there are enough of them or the first has waited long enough; the end lets go of all. */
export class HoldBack extends Transform {
  readonly #options: HoldBackOptions;
  #held: Buffer[] = [];
  #bytes = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: HoldBackOptions) {
    super();
    this.#options = options;
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    const { bytes, ms } = this.#options;
    if (this.#bytes === 0 && ms !== Infinity) this.#timer = setTimeout(() => this.#letGo(), ms);
    this.#held.push(chunk);
    this.#bytes += chunk.length;
    if (this.#bytes >= bytes) this.#letGo();
    done();
  }

  override _flush(done: TransformCallback): void {
    this.#letGo();
    done();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    clearTimeout(this.#timer);
    done(error);
  }

  #letGo(): void {
    clearTimeout(this.#timer);
    const held = Buffer.concat(this.#held);
    this.#held = [];
    this.#bytes = 0;
    if (held.length > 0) this.push(held);
  }
}
