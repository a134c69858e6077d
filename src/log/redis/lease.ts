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
  #held: string | undefined;
  #endsAtMs = 0;
  /** What was told last. */
  #told: string | undefined;

  constructor(options: LeaseOptions) {
    this.#options = options;
    this.#lastsMs = Math.round(options.leaseMs * LASTING);
  }

  /** What a write is signed with; `undefined` where this node may not publish, as far as it knows. */
  get holder(): string | undefined {
    return performance.now() < this.#endsAtMs ? this.#held : undefined;
  }

  /** Asks for the lease, and holds it, until the signal; then it is let go. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) await pause(await this.#ask(), signal);
    const { holder } = this;
    if (holder === undefined) return;
    const { link, keys } = this.#options;
    this.lose();
    // Whoever stands by waits for its end otherwise.
    await link.run(RELEASE_LEASE, [keys.lease], [holder]).catch(() => undefined);
  }

  /** Gives up what it holds: a write was refused. */
  lose(): void {
    this.#held = undefined;
    this.#tell();
  }

  /** Returns when to ask again, in milliseconds. */
  async #ask(): Promise<number> {
    const { link, keys, nodeId, leaseMs } = this.#options;
    const askedAtMs = performance.now();
    const third = leaseMs / 3;
    // It may have ended since: then nothing was published, and whoever gets it again is told so.
    this.#tell();
    try {
      const args = [nodeId, this.#held ?? '', this.#lastsMs];
      const answer = await link.run(HOLD_LEASE, [keys.lease, keys.token], args);
      const [holder, lastsMs] = answer as [string, number];
      const isMine = holder.slice(holder.indexOf(':') + 1) === nodeId;
      this.#held = isMine ? holder : undefined;
      if (isMine) this.#endsAtMs = askedAtMs + lastsMs;
      this.#tell();
      return isMine ? third : Math.min(Math.max(0, lastsMs) + MARGIN_MS, third, ASK_MS);
    } catch {
      return Math.min(third, ASK_MS);
    }
  }

  #tell(): void {
    const { holder } = this;
    if (holder === this.#told) return;
    this.#told = holder;
    this.#options.onChange(holder !== undefined);
  }
}
