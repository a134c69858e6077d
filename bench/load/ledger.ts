import { MARKER, NUMBER_DIGITS } from '../event/event.ts';
import type { Choice } from '../event/specs.ts';
import { Latencies } from './latencies.ts';

/** Most events that may be under way at once. */
const MAX_OPEN_EVENTS = 1 << 16;
const ZERO = 48;
const MARKER_BYTES = Buffer.from(MARKER, 'latin1');
const TIMESTAMP = '"timestamp":"';
const TIMESTAMP_BYTES = 24;

/** One subscriber's account. */
export interface Account {
  readonly name: string;
  /** Numbers of the specs it wants, rising. */
  readonly wanted: readonly number[];
  /** Its newest event of each spec, if it is slow: several changes of one spec may come as one then. */
  readonly newest: Map<number, number> | undefined;
  /** The place in `wanted` that is due, and how often it went round. */
  at: number;
  round: number;
  /** Where the number stood in its last delivery, from the delivery's start. */
  markerOffset: number;
}

/** How many specs there are, and who hears of complete events. */
export interface LedgerOptions {
  readonly specs: number;
  /** Called when the number of events has grown that everyone has who should. */
  readonly onComplete: (completed: number) => void;
}

/**
 * Checks each delivery: every subscriber gets every event it should, once, in order. One that is slow may miss events
 * which newer ones of the same spec replace, but none of the newest.
 */
export class Ledger {
  readonly #specs: number;
  readonly #onComplete: (completed: number) => void;
  readonly #wantedCache = new Map<string, readonly number[]>();
  /** How many subscribers want a spec, without the slow ones. */
  readonly #expected: Uint32Array;
  readonly #received = new Uint32Array(MAX_OPEN_EVENTS);
  readonly #startsMs = new Float64Array(MAX_OPEN_EVENTS);
  /** The newest event of each spec. */
  readonly #newest: Int32Array;
  #latencies = new Latencies();
  #deliveries = 0;
  #deliveredBytes = 0;
  #completed = 0;

  constructor({ specs, onComplete }: LedgerOptions) {
    this.#specs = specs;
    this.#onComplete = onComplete;
    this.#expected = new Uint32Array(specs);
    this.#newest = new Int32Array(specs).fill(-1);
  }

  /** How many events, from the first on, have reached everyone. */
  get completed(): number {
    return this.#completed;
  }

  get counts(): {
    readonly deliveries: number;
    readonly deliveredBytes: number;
    readonly latencies: Latencies;
  } {
    return { deliveries: this.#deliveries, deliveredBytes: this.#deliveredBytes, latencies: this.#latencies };
  }

  /** Forgets counts and latencies, not what is verified. */
  startCounting(): void {
    this.#latencies = new Latencies();
    this.#deliveries = 0;
    this.#deliveredBytes = 0;
  }

  open(name: string, { filter, matches }: Choice, isSlow: boolean): Account {
    const key = JSON.stringify(filter ?? null);
    const wanted =
      this.#wantedCache.get(key) ?? Array.from({ length: this.#specs }, (_, index) => index).filter(matches);
    this.#wantedCache.set(key, wanted);
    if (!isSlow) for (const spec of wanted) this.#expected[spec]! += 1;
    return { name, wanted, newest: isSlow ? new Map() : undefined, at: 0, round: 0, markerOffset: 0 };
  }

  /** Says when an event began, in milliseconds since 1970, in place of its own timestamp. */
  setStart(sequence: number, startMs: number): void {
    this.#startsMs[sequence % MAX_OPEN_EVENTS] = startMs;
  }

  /**
   * Notes what a subscriber was sent; `false` where that is no event.
   * @throws where it is another event than the one that is due
   */
  note(account: Account, bytes: Buffer, start: number, end: number): boolean {
    const sequence = numberIn(account, bytes, start, end);
    if (sequence === undefined) return false;
    this.#deliveries += 1;
    this.#deliveredBytes += end - start;
    if (account.newest) this.#noteSlow(account, account.newest, sequence);
    else this.#noteInOrder(account, sequence, bytes, start, end);
    return true;
  }

  /** How many specs a slow subscriber does not know as they are now. */
  lacking({ newest, wanted }: Account): number {
    return wanted.filter((spec) => this.#newest[spec]! >= 0 && newest?.get(spec) !== this.#newest[spec])
      .length;
  }

  #noteInOrder(account: Account, sequence: number, bytes: Buffer, start: number, end: number): void {
    const due = account.round * this.#specs + account.wanted[account.at]!;
    if (sequence !== due)
      throw new Error(`${account.name} was sent event ${sequence}, where ${due} was due.`);
    account.at += 1;
    if (account.at === account.wanted.length) {
      account.at = 0;
      account.round += 1;
    }
    const slot = sequence % MAX_OPEN_EVENTS;
    this.#startsMs[slot] ||= timestampIn(bytes, start, end);
    this.#latencies.note(performance.timeOrigin + performance.now() - this.#startsMs[slot]);
    this.#received[slot]! += 1;
    this.#newest[sequence % this.#specs] = sequence;
    this.#complete();
  }

  #noteSlow({ name }: Account, newest: Map<number, number>, sequence: number): void {
    const spec = sequence % this.#specs;
    const before = newest.get(spec) ?? -1;
    if (sequence <= before) throw new Error(`${name} was sent event ${sequence} after ${before}.`);
    newest.set(spec, sequence);
  }

  #complete(): void {
    const before = this.#completed;
    for (;;) {
      const slot = this.#completed % MAX_OPEN_EVENTS;
      const expected = this.#expected[this.#completed % this.#specs]!;
      if (expected === 0)
        throw new Error('There is a spec that nobody wants, so that nobody hears of its end.');
      if (this.#received[slot]! < expected) break;
      this.#received[slot] = 0;
      this.#startsMs[slot] = 0;
      this.#completed += 1;
    }
    if (this.#completed > before) this.#onComplete(this.#completed);
  }
}

/** An event's number; `undefined` where there is none. It mostly stands where it stood in the delivery before. */
function numberIn(account: Account, bytes: Buffer, start: number, end: number): number | undefined {
  let at = start + account.markerOffset;
  if (!isMarkerAt(bytes, at, end)) {
    const found = bytes.subarray(start, end).indexOf(MARKER_BYTES);
    if (found === -1) return undefined;
    account.markerOffset = found;
    at = start + found;
  }
  let number = 0;
  const digits = at + MARKER_BYTES.length;
  for (let place = digits; place < digits + NUMBER_DIGITS; place += 1) {
    const digit = bytes[place]! - ZERO;
    if (!(digit >= 0 && digit <= 9)) return undefined;
    number = number * 10 + digit;
  }
  return number;
}

function isMarkerAt(bytes: Buffer, at: number, end: number): boolean {
  if (at + MARKER_BYTES.length + NUMBER_DIGITS > end) return false;
  for (let place = 0; place < MARKER_BYTES.length; place += 1) {
    if (bytes[at + place] !== MARKER_BYTES[place]) return false;
  }
  return true;
}

/** In milliseconds since 1970. */
function timestampIn(bytes: Buffer, start: number, end: number): number {
  const at = bytes.subarray(start, end).indexOf(TIMESTAMP);
  if (at === -1) throw new Error('An event came without a timestamp.');
  const from = start + at + TIMESTAMP.length;
  return Date.parse(bytes.toString('latin1', from, from + TIMESTAMP_BYTES));
}
