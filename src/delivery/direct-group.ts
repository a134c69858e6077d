import { formatCursor } from '../log/cursor.ts';
import type { Delivery } from './delivery.ts';
import { MAX_ITEMS_AT_ONCE, type DirectReader } from './direct-reader.ts';
import type { CachedSlice } from './slice-cache.ts';

/** A subscriber whose reader takes deliveries on the spot, as long as it lacks nothing. */
export interface DirectMember {
  readonly reader: DirectReader | undefined;
  /** Whether it waits, and lacks nothing. */
  readonly isIdle: boolean;
  /** Sends it back to pulling: it has all up to a cursor. */
  fallBack(cursor: string): void;
}

/** What all members of a group asked for. */
export interface Asked {
  /** Most changes in one delivery. */
  readonly maxItems: number;
}

/** What a group asks its hub for. */
export interface DirectGroupHost<T extends DirectMember, A extends Asked> {
  readonly epoch: string;
  readonly head: number;
  /** What the members of the group asked for between two positions; `undefined` where the position is lost. */
  slice(group: DirectGroup<T, A>, from: number, to: number): CachedSlice | undefined;
  /** Has `deliver` called soon, but not on this stack. */
  schedule(group: DirectGroup<T, A>): void;
  /** The group hears of commits for the member from now on, so that it need not. */
  entered(group: DirectGroup<T, A>, member: T): void;
  /** The member hears of commits itself again. */
  left(group: DirectGroup<T, A>, member: T): void;
  /** So many members were handed these. */
  handed(deliveries: readonly Delivery[], members: number): void;
}

/** The slice that is handed out, and how much of it was. */
interface Walk {
  readonly slice: CachedSlice;
  /** The first item that has not been handed out. */
  readonly start: number;
  /** The cursor of those who have all before it. */
  readonly reached: string;
}

/** One batch on its way through the members. */
interface Round {
  readonly batch: unknown;
  readonly deliveries: readonly Delivery[];
  /** The first item behind it. */
  readonly end: number;
  readonly waiting: Iterator<DirectMember, undefined>;
  served: number;
}

/** Members that are served between two looks at the clock. */
const MEMBERS_BETWEEN_LOOKS = 32;

/**
 * Subscribers with the same filter, shape and plan who all lack nothing: each commit is read, executed and made into
 * a batch once for all of them, and what is committed while one batch goes round is the next. One whose reader has no
 * room leaves, and pulls what it lacks when there is.
 */
export class DirectGroup<T extends DirectMember, A extends Asked = Asked> {
  readonly asked: A;
  readonly #host: DirectGroupHost<T, A>;
  readonly #members = new Set<T>();
  /** Those who have all that is being handed out, and enter when it has been. */
  readonly #joining = new Set<T>();
  /** Those who asked to enter while something was under way. */
  readonly #late = new Set<T>();
  /** The position before the first matching change that was not looked at. */
  #from: number | undefined;
  #walk: Walk | undefined;
  #round: Round | undefined;

  constructor(host: DirectGroupHost<T, A>, asked: A) {
    this.#host = host;
    this.asked = asked;
  }

  /** How many it hears of commits for. */
  get size(): number {
    return this.#members.size + this.#joining.size;
  }

  /** Whether something is under way, or about to be. */
  get isBusy(): boolean {
    return this.#walk !== undefined || this.#from !== undefined;
  }

  /** Takes in one that is idle; where something is under way, as soon as that can be done without a gap. */
  admit(member: T): void {
    if (this.#members.has(member) || this.#joining.has(member)) return;
    if (this.isBusy) {
      this.#late.add(member);
      return;
    }
    this.#members.add(member);
    this.#host.entered(this, member);
  }

  /** Whether the member was in it. */
  remove(member: T): boolean {
    this.#late.delete(member);
    return this.#members.delete(member) || this.#joining.delete(member);
  }

  /** Tells of a matching change. */
  notify(position: number): void {
    if (this.#from !== undefined) return;
    this.#from = position - 1;
    if (!this.#walk) this.#host.schedule(this);
  }

  /**
   * Hands out what its members lack, until that is done or the turn is over.
   * @param isTurnOver asked now and then; the group is scheduled again where it is
   */
  deliver(isTurnOver: () => boolean): void {
    for (;;) {
      if (!this.#round && !this.#nextRound()) return this.#rest();
      if (!this.#goRound(this.#round!, isTurnOver) || isTurnOver()) return this.#host.schedule(this);
    }
  }

  /** Prepares the next batch; `false` where there is nothing to hand out, or nobody to hand it to. */
  #nextRound(): boolean {
    this.#walk ??= this.#begin();
    const walk = this.#walk;
    if (!walk) return false;
    const { slice, start, reached } = walk;
    const [first] = this.#members;
    if (!first || start === slice.items.length) return false;
    const { deliveries, end } = this.#cut(slice, start);
    const batch = first.reader?.prepare(deliveries);
    if (batch === undefined) {
      this.#fallBackAll(reached);
      return false;
    }
    this.#round = { batch, deliveries, end, waiting: this.#members.values(), served: 0 };
    return true;
  }

  #begin(): Walk | undefined {
    const from = this.#from;
    this.#from = undefined;
    if (from === undefined) return undefined;
    const { epoch, head } = this.#host;
    // Whoever is idle now has all up to the head; of what comes behind it the group hears.
    for (const member of this.#late) {
      if (!member.isIdle) continue;
      this.#late.delete(member);
      this.#joining.add(member);
      this.#host.entered(this, member);
    }
    const reached = formatCursor({ epoch, position: from });
    const slice = this.#host.slice(this, from, head);
    if (slice?.to === head) return { slice, start: 0, reached };
    this.#fallBackAll(reached);
    return undefined;
  }

  #cut(slice: CachedSlice, start: number): { deliveries: Delivery[]; end: number } {
    const { items } = slice;
    const { maxItems } = this.asked;
    const deliveries: Delivery[] = [];
    let end = start;
    while (end < items.length && (end === start || end + maxItems - start <= MAX_ITEMS_AT_ONCE)) {
      const next = Math.min(end + maxItems, items.length);
      deliveries.push(slice.piece(end, next));
      end = next;
    }
    return { deliveries, end };
  }

  /** Whether all members have the batch; those without room leave. */
  #goRound(round: Round, isTurnOver: () => boolean): boolean {
    const { batch, waiting, deliveries, end } = round;
    const { slice, reached } = this.#walk!;
    for (let looked = 1; ; looked += 1) {
      const step = waiting.next();
      if (step.done) break;
      const member = step.value as T;
      const { reader } = member;
      if (!reader || reader.room()) {
        this.#sendBack(member, reached);
      } else {
        reader.take(batch);
        round.served += 1;
      }
      if (looked % MEMBERS_BETWEEN_LOOKS === 0 && isTurnOver()) return false;
    }
    this.#host.handed(deliveries, round.served);
    this.#round = undefined;
    this.#walk = { slice, start: end, reached: deliveries.at(-1)!.cursor };
    return true;
  }

  #fallBackAll(reached: string): void {
    for (const member of this.#members) this.#sendBack(member, reached);
  }

  #sendBack(member: T, reached: string): void {
    this.#members.delete(member);
    this.#host.left(this, member);
    member.fallBack(reached);
  }

  /** Ends the walk; goes on with what was committed meanwhile, and without any those who came late enter. */
  #rest(): void {
    this.#walk = undefined;
    for (const member of this.#joining) this.#members.add(member);
    this.#joining.clear();
    if (this.#from !== undefined && this.#members.size > 0) return this.#host.schedule(this);
    this.#from = undefined;
    const late = [...this.#late];
    this.#late.clear();
    for (const member of late) if (member.isIdle) this.admit(member);
  }
}
