import { createHmac } from 'node:crypto';
import type { AccessOptions } from '../../src/server/access/authenticate.ts';

const SECRET = 'a-secret-that-is-long-enough-for-hs256';

/** What tokens may show. */
export const TEAM_TOKENS = { all: undefined, docks: ['E01'] } as const;

/** Lets in whoever has a token of {@link lasting}, without any skew of clocks. */
export function tokenAccess(): AccessOptions {
  return { jwt: { keys: { secret: SECRET }, clockSkewSeconds: 0 } };
}

/** A JSON Web Token, HS256, that lasts so long from now on, in seconds. */
export function lasting(seconds: number, claims: object = {}): string {
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const nowSeconds = Math.floor(Date.now() / 1_000);
  const head = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode({ sub: 'team', iat: nowSeconds, exp: nowSeconds + seconds, jti: Math.random(), ...claims })}`;
  return `${head}.${createHmac('sha256', SECRET).update(head).digest('base64url')}`;
}
