import { z } from 'zod';
import { LIMITS, resolveLimits, wholeNumberFrom, type LimitName } from './limits.ts';

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
    description: 'Serve beyond loopback although there is no access control',
    schema: yesOrNo,
    fallback: false,
  }),
  corsOrigins: setting<string[]>({
    flag: '--cors-origin <origins>',
    env: ['SPECWIRE_CORS_ORIGIN', 'DASHBOARD_URL'],
    description: 'Origins of pages that may use this server, separated by commas',
    schema: origins,
    fallback: [],
  }),
  graphiql: setting({
    flag: '--no-graphiql',
    env: ['SPECWIRE_GRAPHIQL'],
    description: 'Do not serve GraphiQL to browsers',
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
  ...LIMIT_SETTINGS,
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
    throw new UsageError(
      `${source}: expected ${result.error.issues[0]!.message}, got ${JSON.stringify(word)}.`,
    );
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
  if (!isLoopback(options.host) && !options.allowAnyone) {
    throw new UsageError(
      `--host: ${options.host} can be reached from other machines and there is no access control. Keep to ` +
        '127.0.0.1 behind a proxy that has it, or say that this is meant with --allow-anyone.',
    );
  }
  return options;
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host === '[::1]' || /^127(\.\d{1,3}){3}$/.test(host);
}
