import { pause } from './pause.ts';
import type { RedisKeys } from './keys.ts';
import type { RedisLink } from './redis-link.ts';
import { HOLD_LEASE, RELEASE_LEASE } from './scripts.ts';

export interface LeaseOptions {
  readonly link: RedisLink;
  readonly keys: RedisKeys;
  readonly nodeId: string;
  /** Within this time somebody who stands by has taken over from one that is gone, in milliseconds. */
  readonly leaseMs: number;
  /** Hears that it holds the lease now, or no more. It must not throw. */
  readonly onChange: (isHeld: boolean) => void;
}

/** What of the time in which another has taken over the lease itself lasts; the rest is for asking for it. */
const LASTING = 0.9;
/** The longest time between two questions for the lease, in milliseconds. */
const ASK_MS = 1_000;
/** What comes on top, so that the lease is over by then, in milliseconds. */
const MARGIN_MS = 5;

/**
 * The right to publish, which one node has at a time. Each that gets it gets a token larger than all before; Redis
 * compares it with each write, so that one who has lost the lease without knowing writes nothing.
 */
export class Lease {
  readonly #options: LeaseOptions;
  readonly #lastsMs: number;
  #holder: string | undefined;
  #endsAtMs = 0;

  constructor(options: LeaseOptions) {
    this.#options = options;
    this.#lastsMs = Math.round(options.leaseMs * LASTING);
  }

  /** What a write is signed with; `undefined` where this node may not publish. */
  get holder(): string | undefined {
    return this.#holder;
  }

  /** Asks for the lease, and holds it, until the signal; then it is let go. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) await pause(await this.#ask(), signal);
    const holder = this.#holder;
    if (holder === undefined) return;
    const { link, keys } = this.#options;
    this.#become(undefined);
    // Whoever stands by waits for its end otherwise.
    await link.run(RELEASE_LEASE, [keys.lease], [holder]).catch(() => undefined);
  }

  /** Gives up what it holds: a write was refused. */
  lose(): void {
    this.#become(undefined);
  }

  /** Returns when to ask again, in milliseconds. */
  async #ask(): Promise<number> {
    const { link, keys, nodeId, leaseMs } = this.#options;
    const askedAtMs = performance.now();
    const third = leaseMs / 3;
    try {
      const args = [nodeId, this.#holder ?? '', this.#lastsMs];
      const answer = await link.run(HOLD_LEASE, [keys.lease, keys.token], args);
      const [holder, lastsMs] = answer as [string, number];
      const isMine = holder.slice(holder.indexOf(':') + 1) === nodeId;
      if (isMine) this.#endsAtMs = askedAtMs + lastsMs;
      this.#become(isMine ? holder : undefined);
      return isMine ? third : Math.min(Math.max(0, lastsMs) + MARGIN_MS, third, ASK_MS);
    } catch {
      if (performance.now() >= this.#endsAtMs) this.#become(undefined);
      return Math.min(third, ASK_MS);
    }
  }

  #become(holder: string | undefined): void {
    if (holder === this.#holder) return;
    this.#holder = holder;
    this.#options.onChange(holder !== undefined);
  }
}
