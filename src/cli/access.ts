import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { hasAccessControl, UsageError, type ServeOptions } from '../config.ts';
import type { AccessOptions } from '../server/access/authenticate.ts';
import type { JwtOptions } from '../server/access/jwt.ts';
import { MIN_TOKEN_LENGTH, type StaticToken } from '../server/access/static-tokens.ts';
import { isLoopback } from '../loopback.ts';

const ids = z.array(z.string().min(1).max(200)).max(1000);

const tokensFile = z.strictObject({
  tokens: z
    .array(
      z.strictObject({
        token: z.string().min(MIN_TOKEN_LENGTH).regex(/^\S*$/, 'expected a token without spaces'),
        specs: ids.optional(),
        permissions: z.array(z.enum(['operator'])).optional(),
        subject: z.string().optional(),
      }),
    )
    .min(1),
});

const keySet = z.looseObject({ keys: z.array(z.looseObject({ kty: z.string() })).min(1) });

/**
 * Who is let in, by the settings and the files that they name; `undefined` where nothing says.
 * @throws {UsageError} for a file that cannot be read or does not hold what it should
 */
export async function readAccess(options: ServeOptions): Promise<AccessOptions | undefined> {
  if (!hasAccessControl(options)) return undefined;
  const tokens: StaticToken[] = [];
  // The one token is its owner's, who has the server too.
  if (options.token !== undefined) tokens.push({ token: options.token, permissions: ['operator'] });
  if (options.tokensFile !== undefined) {
    const listed = await readJson('--tokens-file', options.tokensFile, tokensFile);
    for (const { token, specs = null, permissions = [], subject = null } of listed.tokens) {
      tokens.push({ token, specs, permissions, subject });
    }
  }
  const keys = await keysOf(options);
  const { jwtIssuer: issuer, jwtAudience: audience, clockSkewSeconds } = options;
  return { tokens, jwt: keys && { keys, issuer, audience, clockSkewSeconds } };
}

async function keysOf({ jwtSecret, jwks }: ServeOptions): Promise<JwtOptions['keys'] | undefined> {
  if (jwtSecret !== undefined) return { secret: jwtSecret };
  if (jwks === undefined) return undefined;
  if (!/^https?:\/\//i.test(jwks)) return { jwks: await readJson('--jwks', jwks, keySet) };
  const url = URL.parse(jwks);
  if (url?.protocol === 'https:' || (url && isLoopback(url.hostname))) return { jwksUrl: url };
  // Whoever can change the keys on their way lets in whom they like.
  throw new UsageError('--jwks: expected an https address; http is for loopback alone.');
}

async function readJson<T>(flag: string, path: string, schema: z.ZodType<T>): Promise<T> {
  let value: unknown;
  try {
    value = JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    // What a parser says of a file of secrets quotes it.
    const reason =
      error instanceof SyntaxError ? 'it is no JSON' : ((error as NodeJS.ErrnoException).code ?? 'unknown');
    throw new UsageError(`${flag}: cannot read ${path} (${reason}).`);
  }
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const place = issue!.path.map(String).join('.') || 'the document';
  throw new UsageError(`${flag}: ${path} is not as expected at ${place}: ${issue!.message}.`);
}
