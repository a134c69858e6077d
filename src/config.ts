import { z } from 'zod';
import { LIMITS, resolveLimits, wholeNumberFrom, type LimitName } from './limits.ts';
import { isLoopback } from './loopback.ts';
import { MIN_SECRET_BYTES } from './server/access/jwt.ts';
import { MIN_TOKEN_LENGTH } from './server/access/static-tokens.ts';
import { parseRedisUrl, REDIS_URL_FORMS } from './log/redis/redis-url.ts';
import { isAddressOrNetwork } from './server/client-address.ts';
import { isNodeName, NODE_NAME_FORM } from './transports/node-name.ts';

/** One setting: how it is given on the command line and in the environment, and what it may be. */
interface Setting<T> {
  /** As the command line has it; what stands in `<>` is a value. */
  readonly flag: string;
  /** The names in the environment, the first that is set counts; a flag wins over them. */
  readonly env: readonly string[];
  readonly description: string;
  readonly schema: z.ZodType<T, string>;
  readonly fallback: T;
}

function setting<T>(given: Setting<T>): Setting<T> {
  return given;
}

function wholeNumber(min: number, max: number): z.ZodType<number, string> {
  const expected = wholeNumberFrom(min, max);
  return z
    .string()
    .regex(/^\d{1,15}$/, expected)
    .transform(Number)
    .pipe(z.number().min(min, expected).max(max, expected));
}

/** @param min the fewest bytes */
function secret(min: number) {
  return z.string().refine((text) => Buffer.byteLength(text) >= min, `at least ${min} bytes`);
}

const yesOrNo = z
  .enum(['true', 'false', '1', '0'], 'true or false')
  .transform((text) => text === 'true' || text === '1');

const origins = z
  .string()
  .transform((text) => text.split(',').map((origin) => origin.trim().replace(/\/$/, '')))
  .pipe(
    z.array(
      z
        .string()
        .refine(
          (origin) => URL.canParse(origin) && new URL(origin).origin === origin,
          'origins such as http://localhost:5173, separated by commas',
        ),
    ),
  );

export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

/** The limits as settings: `maxBodyBytes` is `--max-body-bytes` and `SPECWIRE_MAX_BODY_BYTES`. */
const LIMIT_SETTINGS = Object.fromEntries(
  Object.entries(LIMITS).map(([name, { unit, description, fallback, min, max }]) => {
    const words = name.replace(/[A-Z]/g, (letter) => ` ${letter}`).split(' ');
    return [
      name,
      setting({
        flag: `--${words.join('-').toLowerCase()} <${unit}>`,
        env: [`SPECWIRE_${words.join('_').toUpperCase()}`],
        description,
        schema: wholeNumber(min, max),
        fallback,
      }),
    ];
  }),
) as Readonly<Record<LimitName, Setting<number>>>;

/** Every setting of `specwire serve`, by its name in {@link ServeOptions}. */
export const SETTINGS = {
  host: setting({
    flag: '--host <address>',
    env: ['SPECWIRE_HOST'],
    description: 'Address to listen on',
    schema: z.string().min(1, 'an address'),
    fallback: '127.0.0.1',
  }),
  port: setting({
    flag: '--port <number>',
    env: ['SPECWIRE_PORT', 'PORT'],
    description: 'Port to listen on, 0 for any that is free',
    schema: wholeNumber(0, 65_535),
    fallback: 4000,
  }),
  allowAnyone: setting({
    flag: '--allow-anyone',
    env: ['SPECWIRE_ALLOW_ANYONE'],
    description: 'Serve beyond loopback, and under any name, although there is no access control',
    schema: yesOrNo,
    fallback: false,
  }),
  token: setting<string | undefined>({
    flag: '--token <token>',
    env: ['SPECWIRE_TOKEN'],
    description: 'The one bearer token that is let in, to all there is; rather give it by the environment',
    schema: secret(MIN_TOKEN_LENGTH).regex(/^\S*$/, 'a token without spaces'),
    fallback: undefined,
  }),
  tokensFile: setting<string | undefined>({
    flag: '--tokens-file <path>',
    env: ['SPECWIRE_TOKENS_FILE'],
    description: 'A JSON file of bearer tokens, each with the specs and permissions it gives',
    schema: z.string().min(1, 'a path'),
    fallback: undefined,
  }),
  jwtSecret: setting<string | undefined>({
    flag: '--jwt-secret <secret>',
    env: ['SPECWIRE_JWT_SECRET'],
    description: 'Let in JSON Web Tokens signed with this (HS256); rather give it by the environment',
    schema: secret(MIN_SECRET_BYTES),
    fallback: undefined,
  }),
  jwks: setting<string | undefined>({
    flag: '--jwks <path or url>',
    env: ['SPECWIRE_JWKS'],
    description: 'Let in JSON Web Tokens signed with a key of this JSON Web Key Set',
    schema: z.string().min(1, 'a path or an address'),
    fallback: undefined,
  }),
  jwtIssuer: setting<string | undefined>({
    flag: '--jwt-issuer <issuer>',
    env: ['SPECWIRE_JWT_ISSUER'],
    description: 'The issuer that a JSON Web Token must name',
    schema: z.string().min(1, 'an issuer'),
    fallback: undefined,
  }),
  jwtAudience: setting<string | undefined>({
    flag: '--jwt-audience <audience>',
    env: ['SPECWIRE_JWT_AUDIENCE'],
    description: 'The audience that a JSON Web Token must name',
    schema: z.string().min(1, 'an audience'),
    fallback: undefined,
  }),
  clockSkewSeconds: setting({
    flag: '--clock-skew-seconds <s>',
    env: ['SPECWIRE_CLOCK_SKEW_SECONDS'],
    description: 'How far the clock of the issuer of JSON Web Tokens may be off',
    schema: wholeNumber(0, 600),
    fallback: 30,
  }),
  trustedProxies: setting<string[]>({
    flag: '--trusted-proxies <addresses>',
    env: ['SPECWIRE_TRUSTED_PROXIES'],
    description:
      "Addresses and networks of proxies that are believed a client's address, separated by commas",
    schema: z
      .string()
      .transform((text) => text.split(',').map((entry) => entry.trim()))
      .pipe(
        z.array(
          z
            .string()
            .refine(isAddressOrNetwork, 'addresses or networks such as 10.0.0.0/8, separated by commas'),
        ),
      ),
    fallback: [],
  }),
  nodeName: setting<string | undefined>({
    flag: '--node-name <name>',
    env: ['SPECWIRE_NODE_NAME'],
    description:
      'What a load balancer finds this node by: what is good here alone begins with it, see examples/load-balancer',
    schema: z.string().refine(isNodeName, NODE_NAME_FORM),
    fallback: undefined,
  }),
  corsOrigins: setting<string[]>({
    flag: '--cors-origin <origins>',
    env: ['SPECWIRE_CORS_ORIGIN', 'DASHBOARD_URL'],
    description: 'Origins of pages that may use this server, its own behind a proxy too, separated by commas',
    schema: origins,
    fallback: [],
  }),
  dashboard: setting({
    flag: '--no-dashboard',
    env: ['SPECWIRE_DASHBOARD'],
    description: 'Do not serve the live dashboard to browsers',
    schema: yesOrNo,
    fallback: true,
  }),
  graphiql: setting({
    flag: '--no-graphiql',
    env: ['SPECWIRE_GRAPHIQL'],
    description: 'Do not serve GraphiQL to browsers',
    schema: yesOrNo,
    fallback: true,
  }),
  metrics: setting({
    flag: '--no-metrics',
    env: ['SPECWIRE_METRICS'],
    description: 'Do not serve /metrics to Prometheus',
    schema: yesOrNo,
    fallback: true,
  }),
  settleMs: setting({
    flag: '--settle-ms <ms>',
    env: ['SPECWIRE_SETTLE_MS'],
    description: 'Quiet time after the last write before a file is read',
    schema: wholeNumber(0, 60_000),
    fallback: 50,
  }),
  maxSettleMs: setting({
    flag: '--max-settle-ms <ms>',
    env: ['SPECWIRE_MAX_SETTLE_MS'],
    description: 'Longest wait for a file that is written all the time',
    schema: wholeNumber(0, 600_000),
    fallback: 500,
  }),
  rescanSeconds: setting({
    flag: '--rescan-seconds <s>',
    env: ['SPECWIRE_RESCAN_SECONDS'],
    description: 'How often the whole folder is compared with what is known, 0 for never',
    schema: wholeNumber(0, 86_400),
    fallback: 60,
  }),
  introspection: setting({
    flag: '--no-introspection',
    env: ['SPECWIRE_INTROSPECTION'],
    description: 'Do not tell clients the schema, nor in errors what they may have meant',
    schema: yesOrNo,
    fallback: true,
  }),
  redisUrl: setting<string | undefined>({
    flag: '--redis-url <url>',
    env: ['SPECWIRE_REDIS_URL'],
    description:
      'Keep the log in this Redis, so that several servers share it; a server without a folder serves what others watch',
    schema: z.string().refine((text) => parseRedisUrl(text) !== undefined, REDIS_URL_FORMS),
    fallback: undefined,
  }),
  redisPrefix: setting({
    flag: '--redis-prefix <prefix>',
    env: ['SPECWIRE_REDIS_PREFIX'],
    description: 'What each key in Redis begins with, another for each folder that shares one',
    schema: z.string().regex(/^[^\s{}]{1,100}$/, '1 to 100 characters without spaces and braces'),
    fallback: 'specwire',
  }),
  redisCommits: setting({
    flag: '--redis-commits <count>',
    env: ['SPECWIRE_REDIS_COMMITS'],
    description: 'About how many commits the stream in Redis keeps for servers that were away',
    schema: wholeNumber(1, 10_000_000),
    fallback: 10_000,
  }),
  leaseSeconds: setting({
    flag: '--lease-seconds <s>',
    env: ['SPECWIRE_LEASE_SECONDS'],
    description:
      'Time within which another watcher of the folder takes over from one that is gone, with Redis',
    schema: wholeNumber(1, 3_600),
    fallback: 10,
  }),
  readyNeedsRedis: setting({
    flag: '--ready-needs-redis',
    env: ['SPECWIRE_READY_NEEDS_REDIS'],
    description: 'Answer /readyz with 503 while Redis cannot be reached, although what is known is served',
    schema: yesOrNo,
    fallback: false,
  }),
  ...LIMIT_SETTINGS,
  drainSeconds: setting({
    flag: '--drain-seconds <s>',
    env: ['SPECWIRE_DRAIN_SECONDS'],
    description: 'Time over which connections are ended when the process is asked to end, 0 for all at once',
    schema: wholeNumber(0, 3_600),
    fallback: 5,
  }),
  logLevel: setting<(typeof LOG_LEVELS)[number]>({
    flag: '--log-level <level>',
    env: ['SPECWIRE_LOG_LEVEL'],
    description: `How much is logged: ${LOG_LEVELS.join(', ')}`,
    schema: z.enum(LOG_LEVELS, `one of ${LOG_LEVELS.join(', ')}`),
    fallback: 'info',
  }),
} as const;

export type SettingName = keyof typeof SETTINGS;

/** What `specwire serve` runs with. */
export type ServeOptions = {
  readonly [K in SettingName]: (typeof SETTINGS)[K]['fallback'];
};

/** The command line or the environment asks for something that cannot be; the message says what and why. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/**
 * Flags and environment as options, validated once.
 * @param flags by setting; a value as the command line gave it
 * @throws {UsageError} naming the flag or variable, what was expected and what came
 */
export function parseServeOptions(
  flags: Readonly<Partial<Record<SettingName, unknown>>>,
  env: Readonly<Record<string, string | undefined>>,
): ServeOptions {
  const read = <T>(name: SettingName, { flag, env: variables, schema, fallback }: Setting<T>): T => {
    const given = flags[name];
    const variable = variables.find((candidate) => (env[candidate] ?? '') !== '');
    const [source, text] =
      given !== undefined ? [flag.split(' ')[0]!, given] : [variable ?? '', variable && env[variable]];
    if (text === undefined) return fallback;
    if (Array.isArray(text)) throw new UsageError(`${source}: expected once, got ${text.length} times.`);
    const word = typeof text === 'string' ? text : JSON.stringify(text);
    const result = schema.safeParse(word);
    if (result.success) return result.data;
    const isSecret = name === 'token' || name === 'jwtSecret' || name === 'redisUrl';
    const got = isSecret ? `${Buffer.byteLength(word)} bytes` : JSON.stringify(word);
    throw new UsageError(`${source}: expected ${result.error.issues[0]!.message}, got ${got}.`);
  };
  const entries = Object.entries(SETTINGS).map(([name, one]) => [
    name,
    read(name as SettingName, one as Setting<unknown>),
  ]);
  const options = Object.fromEntries(entries) as ServeOptions;
  try {
    resolveLimits(options);
  } catch (error) {
    throw new UsageError((error as Error).message, { cause: error });
  }
  if (options.jwtSecret !== undefined && options.jwks !== undefined) {
    throw new UsageError('--jwt-secret, --jwks: expected one of the two, got both.');
  }
  if (!isLoopback(options.host) && !options.allowAnyone && !hasAccessControl(options)) {
    throw new UsageError(
      `--host: ${options.host} can be reached from other machines and there is no access control. Set ` +
        'SPECWIRE_TOKEN to a secret that clients then send as a bearer token (or see --tokens-file, --jwt-secret and ' +
        '--jwks), keep to 127.0.0.1 behind a proxy that lets in whom it should, or say with --allow-anyone that ' +
        'everybody may read everything.',
    );
  }
  return options;
}

/** Whether anything says who is let in. */
export function hasAccessControl({ token, tokensFile, jwtSecret, jwks }: ServeOptions): boolean {
  return [token, tokensFile, jwtSecret, jwks].some((given) => given !== undefined);
}
