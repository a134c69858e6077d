import { randomBytes } from 'node:crypto';
import type { Access } from '../../transports/access.ts';
import { issuedBy } from '../../transports/node-name.ts';

/** Lets whoever has it open one event stream, soon. */
export interface Ticket {
  readonly ticket: string;
  readonly expiresAtMs: number;
}

export interface TicketsOptions {
  /** What tickets begin with, so that a load balancer finds this node by them. @default nothing */
  readonly nodeName?: string | undefined;
  /** How long a ticket is good for, in milliseconds. @default 30_000 */
  readonly lifetimeMs?: number;
  /** Most tickets that are good and have not been used. @default 10_000 */
  readonly max?: number;
  /** The time in milliseconds since 1970. @default Date.now */
  readonly now?: () => number;
}

/** Tickets, each good for one use. */
export class Tickets {
  readonly #nodeName: string | undefined;
  readonly #lifetimeMs: number;
  readonly #max: number;
  readonly #now: () => number;
  /** Oldest first, since all last as long. */
  readonly #tickets = new Map<string, { readonly access: Access; readonly expiresAtMs: number }>();

  constructor({ nodeName, lifetimeMs = 30_000, max = 10_000, now = Date.now }: TicketsOptions = {}) {
    this.#nodeName = nodeName;
    this.#lifetimeMs = lifetimeMs;
    this.#max = max;
    this.#now = now;
  }

  /** A ticket for what an access allows; `undefined` where too many wait to be used. */
  issue(access: Access): Ticket | undefined {
    this.#forgetOld();
    if (this.#tickets.size >= this.#max) return undefined;
    const ticket = issuedBy(this.#nodeName, randomBytes(24).toString('base64url'));
    const expiresAtMs = this.#now() + this.#lifetimeMs;
    this.#tickets.set(ticket, { access, expiresAtMs });
    return { ticket, expiresAtMs };
  }

  /** What the ticket allows; `undefined` where it was used, is too old, or was never issued. */
  take(ticket: string): Access | undefined {
    this.#forgetOld();
    const found = this.#tickets.get(ticket);
    this.#tickets.delete(ticket);
    // The token that it was issued for may have expired since.
    return found && (found.access.expiresAtMs ?? Infinity) > this.#now() ? found.access : undefined;
  }

  #forgetOld(): void {
    for (const [ticket, { expiresAtMs }] of this.#tickets) {
      if (expiresAtMs > this.#now()) return;
      this.#tickets.delete(ticket);
    }
  }
}
