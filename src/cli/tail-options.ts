import { z } from 'zod';
import type { ClientTransport } from '../client/index.ts';
import type { SpecChangeFilter } from '../client/generated/graphql.ts';
import { UsageError } from '../config.ts';

/** What `specwire tail` runs with. */
export interface TailOptions {
  readonly url: string;
  readonly token: string | undefined;
  /** @default the client's own choice */
  readonly transports: readonly ClientTransport[] | undefined;
  readonly filter: SpecChangeFilter;
  readonly since: string | undefined;
  /** Changes are gathered for this long, in milliseconds, and those of one spec joined. @default none are joined */
  readonly windowMs: number | undefined;
  /** After so many lines it ends; `Infinity` for never. */
  readonly exitAfter: number;
  readonly json: boolean;
  readonly time: boolean;
  readonly quiet: boolean;
}

const DEFAULT_URL = 'http://127.0.0.1:4000/graphql';
const TRANSPORTS = ['websocket', 'sse'] as const satisfies readonly ClientTransport[];

/** Every flag of `specwire tail`, by its name as the parser has it; `env` may stand in for it. */
export const TAIL_FLAGS = {
  url: {
    flag: '--url <address>',
    description: `Address of the server's /graphql, ${DEFAULT_URL} if not given`,
    env: 'SPECWIRE_URL',
  },
  token: {
    flag: '--token <token>',
    description: 'Bearer token for the server; rather give it by the environment',
    env: 'SPECWIRE_TOKEN',
  },
  children: { flag: '--children', description: 'Also all below the specs that the IDs name' },
  type: { flag: '--type <types>', description: 'Only these types, such as epic,feature' },
  status: { flag: '--status <statuses>', description: 'Only what has, or had, one of these statuses' },
  priority: { flag: '--priority <priorities>', description: 'Only these: critical, high, medium, low' },
  tag: { flag: '--tag <tags>', description: 'Only what has, or had, one of these tags' },
  kind: { flag: '--kind <kinds>', description: 'Only these: created, updated, deleted' },
  field: { flag: '--field <fields>', description: 'Updates only where one of these fields changed' },
  since: { flag: '--since <cursor>', description: 'Begin with what happened after this position' },
  window: { flag: '--window <ms>', description: 'Gather changes for so long, and join those of one spec' },
  exitAfter: { flag: '--exit-after <lines>', description: 'End after so many lines' },
  json: { flag: '--json', description: 'Print one JSON object a line' },
  time: { flag: '--time', description: 'Begin each line with when it happened' },
  transport: {
    flag: '--transport <name>',
    description: 'Use nothing but websocket, or sse (an event stream)',
  },
  quiet: { flag: '--quiet', description: 'Say nothing of the connection' },
} as const satisfies Readonly<Record<string, TailFlag>>;

interface TailFlag {
  readonly flag: string;
  readonly description: string;
  readonly env?: string;
}

type FlagName = keyof typeof TAIL_FLAGS;

const MAX_WINDOW_MS = 60_000;

function wholeNumber(min: number, max: number) {
  const expected = `a whole number from ${min} to ${max}`;
  return z
    .string()
    .regex(/^\d{1,15}$/, expected)
    .transform(Number)
    .pipe(z.number().min(min, expected).max(max, expected));
}

function oneOf<const T extends string>(names: readonly T[]) {
  return z
    .string()
    .toUpperCase()
    .pipe(z.enum(names, `some of ${names.join(', ').toLowerCase()}`));
}

const address = z
  .string()
  .refine(
    (text) => /^(?:https?|wss?):$/.test(URL.parse(text)?.protocol ?? ''),
    "the address of a server's /graphql",
  );

/**
 * Arguments, flags and environment as options.
 * @param flags as the parser has them: texts, lists of texts where one is given several times, `true`
 * @throws {UsageError} naming the flag or variable, what was expected and what came
 */
export function parseTailOptions(
  ids: readonly string[],
  flags: Readonly<Record<string, unknown>>,
  env: Readonly<Record<string, string | undefined>>,
): TailOptions {
  const once = <T>(name: FlagName, schema: z.ZodType<T, string>): T | undefined => {
    const { flag, env: variable = '' }: TailFlag = TAIL_FLAGS[name];
    const fromEnv = env[variable] === '' ? undefined : env[variable];
    const given = flags[name] ?? fromEnv;
    if (given === undefined) return undefined;
    const source = flags[name] === undefined ? variable : wordOf(flag);
    if (Array.isArray(given)) throw new UsageError(`${source}: expected once, got ${given.length} times.`);
    return parsed(source, schema, given as string, name === 'token');
  };
  const many = <T>(name: FlagName, schema: z.ZodType<T, string>): T[] =>
    [(flags[name] as string | string[] | undefined) ?? []]
      .flat()
      .flatMap((text) => text.split(','))
      .map((text) => text.trim())
      .filter((text) => text !== '')
      .map((text) => parsed(wordOf(TAIL_FLAGS[name].flag), schema, text));

  const includeChildren = flags['children'] === true;
  if (includeChildren && ids.length === 0) throw new UsageError('--children: expected IDs to go with it.');
  const transport = once('transport', z.enum(TRANSPORTS, `one of ${TRANSPORTS.join(', ')}`));
  return {
    url: once('url', address) ?? DEFAULT_URL,
    token: once('token', z.string().regex(/^[!-~]+$/, 'a token without spaces')),
    transports: transport && [transport],
    filter: {
      ids: [...ids],
      includeChildren,
      types: many('type', z.string()),
      statuses: many('status', z.string()),
      priorities: many('priority', oneOf(['CRITICAL', 'HIGH', 'MEDIUM', 'LOW'])),
      tags: many('tag', z.string()),
      kinds: many('kind', oneOf(['CREATED', 'UPDATED', 'DELETED'])),
      changedFields: many('field', z.string()),
    },
    since: once('since', z.string()),
    windowMs: once('window', wholeNumber(0, MAX_WINDOW_MS)),
    exitAfter: once('exitAfter', wholeNumber(1, 1_000_000_000)) ?? Infinity,
    json: flags['json'] === true,
    time: flags['time'] === true,
    quiet: flags['quiet'] === true,
  };
}

function wordOf(flag: string): string {
  return flag.split(' ')[0]!;
}

function parsed<T>(source: string, schema: z.ZodType<T, string>, text: string, isSecret = false): T {
  const result = schema.safeParse(text);
  if (result.success) return result.data;
  const got = isSecret ? `${Buffer.byteLength(text)} bytes` : JSON.stringify(text);
  throw new UsageError(`${source}: expected ${result.error.issues[0]!.message}, got ${got}.`);
}
