import { z } from 'zod';

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
  const expected = `a whole number from ${min} to ${max}`;
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

const MAX_INT32 = 2_147_483_647;

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
  maxFileBytes: setting({
    flag: '--max-file-bytes <bytes>',
    env: ['SPECWIRE_MAX_FILE_BYTES'],
    description: 'Largest spec file that is read',
    schema: wholeNumber(1, MAX_INT32),
    fallback: 1024 * 1024,
  }),
  windowChanges: setting({
    flag: '--window-changes <count>',
    env: ['SPECWIRE_WINDOW_CHANGES'],
    description: 'Changes that are kept as they happened, for clients that resume',
    schema: wholeNumber(0, 10_000_000),
    fallback: 10_000,
  }),
  windowBytes: setting({
    flag: '--window-bytes <bytes>',
    env: ['SPECWIRE_WINDOW_BYTES'],
    description: 'About how much memory these changes may take',
    schema: wholeNumber(0, Number.MAX_SAFE_INTEGER),
    fallback: 32 * 1024 * 1024,
  }),
  tombstones: setting({
    flag: '--tombstones <count>',
    env: ['SPECWIRE_TOMBSTONES'],
    description: 'Deletions that are remembered, for clients that resume',
    schema: wholeNumber(0, 10_000_000),
    fallback: 10_000,
  }),
  keepAliveMs: setting({
    flag: '--keep-alive-ms <ms>',
    env: ['SPECWIRE_KEEP_ALIVE_MS'],
    description: 'Time between pings; a WebSocket that misses one is ended, and who takes nothing for five',
    schema: wholeNumber(100, 600_000),
    fallback: 12_000,
  }),
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
    throw new UsageError(
      `${source}: expected ${result.error.issues[0]!.message}, got ${JSON.stringify(word)}.`,
    );
  };
  const entries = Object.entries(SETTINGS).map(([name, one]) => [
    name,
    read(name as SettingName, one as Setting<unknown>),
  ]);
  const options = Object.fromEntries(entries) as ServeOptions;
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
