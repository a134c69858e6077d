import { createHash, timingSafeEqual } from 'node:crypto';
import type { Access } from '../../transports/access.ts';

/** A token that does not change, and what it allows. */
export interface StaticToken extends Omit<Access, 'expiresAtMs'> {
  /** At least 16 characters. */
  readonly token: string;
}

/** Shorter ones can be guessed, in characters. */
export const MIN_TOKEN_LENGTH = 16;

/** What a token allows, if it is one of these. How long that takes tells nothing of them. */
export function createStaticTokens(tokens: readonly StaticToken[]): (token: string) => Access | undefined {
  const known = tokens.map(({ token, ...access }) => ({ digest: digestOf(token), access }));
  return (token) => {
    const digest = digestOf(token);
    let found: Access | undefined;
    // All of them, whichever it is.
    for (const one of known) if (timingSafeEqual(one.digest, digest)) found = one.access;
    return found;
  };
}

/** Digests are of one length, which a comparison in constant time needs. */
function digestOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
