import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT, type JWTPayload } from 'jose';
import { describe, expect, test } from 'vitest';
import { createAuthenticate } from '../../../src/server/access/authenticate.ts';
import { createJwtCheck, type JwtOptions } from '../../../src/server/access/jwt.ts';

const SECRET = 'a secret that is as long as it has to be';
const HOUR_S = 3_600;
const nowS = () => Math.floor(Date.now() / 1000);

function sign(claims: JWTPayload, secret = SECRET, alg = 'HS256'): Promise<string> {
  return new SignJWT({ exp: nowS() + HOUR_S, ...claims })
    .setProtectedHeader({ alg })
    .sign(new TextEncoder().encode(secret));
}

describe('a JSON Web Token signed with the secret', () => {
  const check = createJwtCheck({
    keys: { secret: SECRET },
    issuer: 'https://issuer.example',
    audience: 'specwire',
    clockSkewSeconds: 60,
  });
  const good = { iss: 'https://issuer.example', aud: ['specwire', 'other'] };

  test('allows what its claims say, until it expires and the clocks may be off no further', async () => {
    const exp = nowS() + HOUR_S;
    const token = await sign({ ...good, exp, sub: 'ann', specs: ['E13-*'], permissions: ['operator'] });
    expect(await check(token)).toEqual({
      subject: 'ann',
      specs: ['E13-*'],
      permissions: ['operator'],
      expiresAtMs: (exp + 60) * 1000,
    });
    expect(await check(await sign({ ...good, exp }))).toMatchObject({
      subject: null,
      specs: null,
      permissions: [],
    });
    expect(await check(await sign({ ...good, exp: nowS() - 30, nbf: nowS() + 30 }))).toMatchObject({
      specs: null,
    });
  });

  test.each<[string, () => Promise<string>, string]>([
    ['has expired', () => sign({ ...good, exp: nowS() - 90 }), 'expired'],
    ['never expires', () => sign({ ...good, exp: undefined as never }), '`exp`'],
    ['is not valid yet', () => sign({ ...good, nbf: nowS() + 90 }), '`nbf`'],
    ['is of another issuer', () => sign({ ...good, iss: 'https://other.example' }), '`iss`'],
    ['is of no issuer', () => sign({ aud: 'specwire' }), '`iss`'],
    ['is for another audience', () => sign({ ...good, aud: 'other' }), '`aud`'],
    ['is signed with another secret', () => sign(good, `${SECRET}!`), 'not valid'],
    ['is signed with another algorithm', () => sign(good, SECRET, 'HS512'), 'not valid'],
    ['has a claim of another form', () => sign({ ...good, specs: 'E13-*' }), '`specs`'],
    ['has permissions of another form', () => sign({ ...good, permissions: [1] }), '`permissions`'],
    ['is no such token', () => Promise.resolve('a.b.c'), 'not valid'],
    ['is unsigned', async () => `${unsigned(good)}.`, 'not valid'],
  ])('is refused when it %s', async (_case, make, message) => {
    const token = await make();
    const answer = await check(token);
    expect(answer).toEqual({ refused: 'unauthorized', message: expect.stringContaining(message) });
    expect(JSON.stringify(answer)).not.toContain(token);
  });

  function unsigned(claims: JWTPayload): string {
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    return `${part({ alg: 'none' })}.${part({ exp: nowS() + HOUR_S, ...claims })}`;
  }

  test('needs a secret that cannot be guessed', () => {
    expect(() => createJwtCheck({ keys: { secret: 'short' } })).toThrow('at least 32 bytes, got 5');
  });
});

describe('a JSON Web Token signed with a key of a set', () => {
  async function createIssuer() {
    const { privateKey, publicKey } = await generateKeyPair('ES256');
    const jwks = { keys: [{ ...(await exportJWK(publicKey)), kid: 'one', alg: 'ES256' }] };
    const signed = (kid: string) =>
      new SignJWT({ exp: nowS() + HOUR_S, sub: 'ann' })
        .setProtectedHeader({ alg: 'ES256', kid })
        .sign(privateKey);
    return { jwks, signed };
  }

  test('is checked by it, from a file or from an address', async () => {
    const { jwks, signed } = await createIssuer();
    const server = createServer((_request, response) => response.end(JSON.stringify(jwks)));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    try {
      const jwksUrl = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
      const sources: JwtOptions['keys'][] = [{ jwks }, { jwksUrl }];
      for (const keys of sources) {
        const check = createJwtCheck({ keys });
        expect(await check(await signed('one'))).toMatchObject({ subject: 'ann' });
        expect(await check(await signed('two'))).toMatchObject({ refused: 'unauthorized' });
        // Whoever knows the public key could sign with it, were it taken for a secret.
        expect(await check(await sign({}, JSON.stringify(jwks)))).toMatchObject({ refused: 'unauthorized' });
      }
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });

  test('can neither be taken nor refused while the set is not there', async () => {
    const { signed } = await createIssuer();
    const check = createJwtCheck({ keys: { jwksUrl: new URL('http://127.0.0.1:1/') } });
    await expect(check(await signed('one'))).rejects.toThrow('fetch failed');
  });
});

describe('the built-in access control', () => {
  const ask = async (token: string | null) =>
    createAuthenticate({
      tokens: [
        { token: 'a token of sixteen or more', specs: ['E1'] },
        { token: 'another such token as that', permissions: ['operator'] },
      ],
      jwt: { keys: { secret: SECRET } },
    })({ token, headers: {}, connectionParams: null });

  test('knows its tokens, and checks the others as JSON Web Tokens', async () => {
    expect(await ask('a token of sixteen or more')).toEqual({ specs: ['E1'] });
    expect(await ask('another such token as that')).toEqual({ permissions: ['operator'] });
    expect(await ask(await sign({ sub: 'ann' }))).toMatchObject({ subject: 'ann' });
    for (const wrong of ['', 'a token of sixteen or mor', 'a token of sixteen or more ']) {
      expect(await ask(wrong)).toMatchObject({ refused: 'unauthorized' });
    }
    expect(await ask(null)).toEqual({ refused: 'unauthorized', message: 'Expected a bearer token.' });
  });

  test('without JSON Web Tokens refuses what it does not know', async () => {
    const authenticate = createAuthenticate({ tokens: [{ token: 'a token of sixteen or more' }] });
    const answer = await authenticate({ token: await sign({}), headers: {}, connectionParams: null });
    expect(answer).toMatchObject({ refused: 'unauthorized' });
  });
});
