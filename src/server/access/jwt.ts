import {
  createLocalJWKSet,
  createRemoteJWKSet,
  errors,
  jwtVerify,
  type JSONWebKeySet,
  type JWTPayload,
  type JWTVerifyGetKey,
} from 'jose';
import type { Access, Refusal } from '../../transports/access.ts';

/** Which JSON Web Tokens are good. */
export interface JwtOptions {
  /** A secret of at least 32 bytes for HS256, a set of public keys, or where such a set is. */
  readonly keys: { readonly secret: string } | { readonly jwks: unknown } | { readonly jwksUrl: URL };
  /** The `iss` that a token must have. @default any */
  readonly issuer?: string | undefined;
  /** The `aud` that a token must have. @default any */
  readonly audience?: string | undefined;
  /** How far the clocks of this machine and of the issuer may be apart, in seconds. @default 30 */
  readonly clockSkewSeconds?: number | undefined;
}

/** RFC 7518 section 3.2, in bytes. */
export const MIN_SECRET_BYTES = 32;

const ASYMMETRIC = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
];

/**
 * Checks JSON Web Tokens: `exp` they must have; `specs` and `permissions` say what they allow, `sub` whose they are.
 * @throws when the keys are none
 */
export function createJwtCheck({
  keys,
  issuer,
  audience,
  clockSkewSeconds = 30,
}: JwtOptions): (token: string) => Promise<Access | Refusal> {
  const [key, algorithms] = keyOf(keys);
  const options = {
    algorithms,
    clockTolerance: clockSkewSeconds,
    requiredClaims: ['exp'],
    ...(issuer === undefined ? {} : { issuer }),
    ...(audience === undefined ? {} : { audience }),
  };
  return async (token) => {
    try {
      const { payload } = await jwtVerify(token, key, options);
      return accessOf(payload, clockSkewSeconds);
    } catch (error) {
      const message = messageOf(error);
      if (message === undefined) throw error;
      return { refused: 'unauthorized', message };
    }
  };
}

function keyOf(keys: JwtOptions['keys']): [key: JWTVerifyGetKey, algorithms: string[]] {
  if ('secret' in keys) {
    const secret = new TextEncoder().encode(keys.secret);
    if (secret.length < MIN_SECRET_BYTES) {
      throw new Error(`Expected a secret of at least ${MIN_SECRET_BYTES} bytes, got ${secret.length}.`);
    }
    return [() => secret, ['HS256']];
  }
  if ('jwksUrl' in keys) return [createRemoteJWKSet(keys.jwksUrl), ASYMMETRIC];
  return [createLocalJWKSet(keys.jwks as JSONWebKeySet), ASYMMETRIC];
}

function accessOf({ exp, sub, specs, permissions }: JWTPayload, clockSkewSeconds: number): Access | Refusal {
  if (specs !== undefined && !isListOfTexts(specs)) return wrongClaim('specs', 'a list of IDs and patterns');
  if (permissions !== undefined && !isListOfTexts(permissions)) return wrongClaim('permissions', 'a list');
  return {
    specs: specs ?? null,
    permissions: permissions ?? [],
    subject: sub ?? null,
    // As long as it would be let in.
    expiresAtMs: (exp! + clockSkewSeconds) * 1000,
  };
}

function isListOfTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((text) => typeof text === 'string');
}

function wrongClaim(claim: string, expected: string): Refusal {
  return { refused: 'unauthorized', message: `The token's claim \`${claim}\` is not ${expected}.` };
}

/** What is wrong with a token; `undefined` where that is not what went wrong. */
function messageOf(error: unknown): string | undefined {
  if (error instanceof errors.JWTExpired) return 'The token has expired.';
  if (error instanceof errors.JWTClaimValidationFailed) {
    return `The token's claim \`${error.claim}\` is missing or not what is expected here.`;
  }
  const isFaulty = [
    errors.JWSInvalid,
    errors.JWTInvalid,
    errors.JWSSignatureVerificationFailed,
    errors.JOSEAlgNotAllowed,
    errors.JOSENotSupported,
    errors.JWKSNoMatchingKey,
    errors.JWKSMultipleMatchingKeys,
  ].some((kind) => error instanceof kind);
  return isFaulty ? 'The token is not valid.' : undefined;
}
