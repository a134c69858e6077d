import type { Authenticate, Refusal } from '../../transports/access.ts';
import { createJwtCheck, type JwtOptions } from './jwt.ts';
import { createStaticTokens, type StaticToken } from './static-tokens.ts';

/** The built-in access control: bearer tokens. */
export interface AccessOptions {
  /** Tokens that do not change. @default none */
  readonly tokens?: readonly StaticToken[];
  /** Which JSON Web Tokens are good. @default none */
  readonly jwt?: JwtOptions | undefined;
}

/**
 * Lets in whoever has one of the tokens.
 * @throws when the keys are none
 */
export function createAuthenticate({ tokens = [], jwt }: AccessOptions): Authenticate {
  const knownAs = createStaticTokens(tokens);
  const check = jwt && createJwtCheck(jwt);
  return ({ token }) => {
    if (token === null) return MISSING;
    // Tokens are kept out of messages, so all that are wrong are told alike.
    return knownAs(token) ?? check?.(token) ?? INVALID;
  };
}

const MISSING: Refusal = { refused: 'unauthorized', message: 'Expected a bearer token.' };
const INVALID: Refusal = { refused: 'unauthorized', message: 'The token is not valid.' };
