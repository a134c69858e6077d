import type { Access, Authenticate } from '../../src/transports/access.ts';
import { startServer, type TestOptions, type TestServer } from './transport-server.ts';

/** Tokens that nothing else would hold, and what they allow; the others are not known. */
export const TOKENS = {
  all: 'token-of-all-4b1f0c',
  same: 'token-of-all-renewed-77aa02',
  part: 'token-of-part-90c3d1',
  broken: 'token-that-breaks-5ee1b7',
  wrong: 'token-that-is-wrong-1d2c3b',
} as const;

/** What such a token allows, as long as it is told to. */
export function authenticateTokens(expiresAtMs: () => number = () => Infinity): Authenticate {
  return ({ token }): Access | { readonly refused: 'unauthorized'; readonly message: string } => {
    switch (token) {
      case null:
        return { refused: 'unauthorized', message: 'Expected a token.' };
      case TOKENS.all:
        return { subject: 'all', expiresAtMs: expiresAtMs() };
      case TOKENS.same:
        return { subject: 'all' };
      case TOKENS.part:
        return { subject: 'part', specs: ['E1'] };
      case TOKENS.broken:
        throw new Error(`The directory does not answer to ${token}.`);
      default:
        return { refused: 'unauthorized', message: 'Not this token.' };
    }
  };
}

/** A server that lets in those with one of these tokens; dispose it. */
export function startGuarded(options: TestOptions = {}): Promise<TestServer> {
  return startServer({ authenticate: authenticateTokens(), ...options });
}

/** The header that carries a token. */
export function bearer(token: string): { readonly authorization: string } {
  return { authorization: `Bearer ${token}` };
}
