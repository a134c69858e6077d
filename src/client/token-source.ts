/**
 * What lets the client in: a bearer token, or a function that gets one, which is called for each connection and again
 * before a token expires. What it throws counts as a failed attempt to connect.
 */
export type TokenOption = string | (() => string | null | undefined | Promise<string | null | undefined>);

/** A token is renewed when a fifth of its life is left, but at most this long before its end, in milliseconds. */
const MAX_RENEWAL_MS = 30_000;
/** Between two renewals, at least, in milliseconds: a clock may be wrong, and a token come back unchanged. */
const MIN_RENEWAL_MS = 1_000;

/** Gets tokens, and knows when they should be renewed. */
export class TokenSource {
  readonly #option: TokenOption | undefined;
  #current: string | undefined;
  #asking: Promise<string | undefined> | undefined;
  #obtainedAtMs = 0;

  constructor(option: TokenOption | undefined) {
    this.#option = option;
  }

  /** Whether another token may be had when this one will not do. */
  get canChange(): boolean {
    return typeof this.#option === 'function';
  }

  /** A token for a new connection. */
  async fresh(): Promise<string | undefined> {
    if (typeof this.#option !== 'function') return this.#option;
    const asking = (this.#asking ??= ask(this.#option));
    try {
      const token = await asking;
      if (this.#asking === asking) {
        this.#current = token;
        this.#obtainedAtMs = Date.now();
      }
      return token;
    } finally {
      if (this.#asking === asking) this.#asking = undefined;
    }
  }

  /** The token that was had last, unless it is about to expire. */
  current(): Promise<string | undefined> {
    const renewal = this.renewalInMs();
    const isGood = this.#current !== undefined && (renewal === undefined || renewal > 0);
    return isGood ? Promise.resolve(this.#current) : this.fresh();
  }

  /** The token had last will not do, and neither does one that is being asked for: the next is asked for anew. */
  forget(): void {
    this.#current = undefined;
    this.#asking = undefined;
  }

  /** When the token should be renewed, in milliseconds from now; `undefined` where it never need be, or cannot be. */
  renewalInMs(): number | undefined {
    if (!this.canChange || this.#current === undefined) return undefined;
    const expiresAtMs = expiryOf(this.#current);
    if (expiresAtMs === undefined) return undefined;
    const early = Math.min(MAX_RENEWAL_MS, (expiresAtMs - this.#obtainedAtMs) / 5);
    return Math.max(MIN_RENEWAL_MS - (Date.now() - this.#obtainedAtMs), expiresAtMs - early - Date.now());
  }
}

async function ask(option: Exclude<TokenOption, string>): Promise<string | undefined> {
  return (await option()) ?? undefined;
}

/** When a JSON Web Token expires (RFC 7519, `exp`), in milliseconds since 1970; `undefined` for any other text. */
export function expiryOf(token: string): number | undefined {
  const payload = token.split('.')[1];
  if (payload === undefined) return undefined;
  try {
    const { exp } = JSON.parse(atob(payload.replaceAll('-', '+').replaceAll('_', '/'))) as { exp?: unknown };
    return typeof exp === 'number' ? exp * 1_000 : undefined;
  } catch {
    return undefined;
  }
}
