/**
 * What clients may ask of a server, and how much it keeps for them. Whoever exceeds a limit is refused with its name;
 * `schema/PROTOCOL.md` says how. All are whole numbers.
 */
export interface Limits {
  /** Most WebSockets and event streams at once. @default 10_000 */
  readonly maxConnections: number;
  /** Most of them from one address, or from one /64 network of IPv6. @default 1_000 */
  readonly maxConnectionsPerAddress: number;
  /** Most subscriptions at once on one WebSocket or event stream. @default 100 */
  readonly maxSubscriptionsPerConnection: number;
  /** Most operations at once on one WebSocket or event stream, subscriptions among them. @default 100 */
  readonly maxOperationsPerConnection: number;
  /**
   * Most messages and pings a second on one WebSocket, lastingly; ten seconds' worth may come at once. `0` for any
   * number. @default 100
   */
  readonly maxMessagesPerSecond: number;
  /**
   * Most deliveries a second on one WebSocket or event stream, shared evenly by its subscriptions; what exceeds it is
   * joined, never dropped. `0` for as many as the client takes. @default 0
   */
  readonly maxDeliveriesPerSecond: number;
  /** Largest request body, in bytes. @default 100_000 */
  readonly maxBodyBytes: number;
  /** Largest message on a WebSocket, in bytes. @default 100_000 */
  readonly maxMessageBytes: number;
  /** How long a WebSocket may wait with `connection_init`, in milliseconds; `0` for ever. @default 3_000 */
  readonly connectionInitTimeoutMs: number;
  /**
   * Time between pings of every WebSocket and comments on every event stream, in milliseconds; a WebSocket that has
   * not answered by the next is ended. `0` sends none. @default 12_000
   */
  readonly keepAliveMs: number;
  /** How long a request's headers may take, in milliseconds; at most `requestTimeoutMs`. @default 10_000 */
  readonly headersTimeoutMs: number;
  /** How long a request with its body may take, in milliseconds. @default 15_000 */
  readonly requestTimeoutMs: number;
  /** Most reserved event streams that are not open. @default 1_000 */
  readonly maxReservations: number;
  /** How long a reserved event stream may stay unopened, in milliseconds. @default 30_000 */
  readonly reservationTimeoutMs: number;
  /** Most levels of fields in an operation; what is below `__schema` and `__type` may have 20. @default 10 */
  readonly maxQueryDepth: number;
  /** Most aliases in a document. @default 15 */
  readonly maxAliases: number;
  /** Most tokens in a document; beyond some 1,500, nesting alone can exhaust the stack. @default 1_000 */
  readonly maxTokens: number;
  /** Highest estimated cost of an operation, see `schema/PROTOCOL.md`. @default 100_000 */
  readonly maxCost: number;
  /** Highest value of `first`, at least 50, which is what `first` is if not given. @default 500 */
  readonly maxFirst: number;
  /** Most values in each list of a filter. @default 100 */
  readonly maxFilterValues: number;
  /** Most patterns among the `ids` of a filter. @default 20 */
  readonly maxFilterPatterns: number;
  /** Most characters in a text of a filter. @default 200 */
  readonly maxFilterLength: number;
  /** Largest spec file that is read, in bytes; a larger one is a problem. @default 1_048_576 */
  readonly maxFileBytes: number;
  /** Changes that are kept as they happened, for clients that resume. @default 10_000 */
  readonly windowChanges: number;
  /** About how much memory these changes may take, in bytes. @default 33_554_432 (32 MiB) */
  readonly windowBytes: number;
  /** Deletions that are remembered, for clients that resume. @default 10_000 */
  readonly tombstones: number;
}

export type LimitName = keyof Limits;

/** What one limit may be, and how the command line speaks of it. */
export interface LimitBounds {
  readonly fallback: number;
  readonly min: number;
  readonly max: number;
  /** What the value counts: `count`, `ms` or `bytes`. */
  readonly unit: string;
  readonly description: string;
}

const COUNT = { min: 1, max: 1_000_000, unit: 'count' };
const BYTES = { min: 1, max: 2_147_483_647, unit: 'bytes' };
const KEPT = { min: 0, max: 10_000_000, unit: 'count' };
const TIME = { min: 1, max: 600_000, unit: 'ms' };

/** Every limit, its default and its bounds. */
export const LIMITS: Readonly<Record<LimitName, LimitBounds>> = {
  maxConnections: { ...COUNT, fallback: 10_000, description: 'Most WebSockets and event streams at once' },
  maxConnectionsPerAddress: {
    ...COUNT,
    fallback: 1_000,
    description: 'Most of them from one address, or one /64 network of IPv6',
  },
  maxSubscriptionsPerConnection: {
    ...COUNT,
    fallback: 100,
    description: 'Most subscriptions at once on one of them',
  },
  maxOperationsPerConnection: {
    ...COUNT,
    fallback: 100,
    description: 'Most operations at once on one of them, subscriptions among them',
  },
  maxMessagesPerSecond: {
    ...COUNT,
    min: 0,
    fallback: 100,
    description: 'Most messages a second on one WebSocket, lastingly, 0 for any number',
  },
  maxDeliveriesPerSecond: {
    ...COUNT,
    min: 0,
    fallback: 0,
    description: 'Most deliveries a second on one connection, the rest is joined, 0 for any number',
  },
  maxBodyBytes: { ...BYTES, fallback: 100_000, description: 'Largest request body' },
  maxMessageBytes: { ...BYTES, fallback: 100_000, description: 'Largest message on a WebSocket' },
  connectionInitTimeoutMs: {
    ...TIME,
    min: 0,
    fallback: 3_000,
    description: 'How long a WebSocket may wait with connection_init, 0 for ever',
  },
  keepAliveMs: {
    ...TIME,
    min: 0,
    fallback: 12_000,
    description: 'Time between pings; a WebSocket that misses one is ended; 0 sends none',
  },
  headersTimeoutMs: { ...TIME, fallback: 10_000, description: "How long a request's headers may take" },
  requestTimeoutMs: { ...TIME, fallback: 15_000, description: 'How long a request with its body may take' },
  maxReservations: {
    ...COUNT,
    fallback: 1_000,
    description: 'Most reserved event streams that are not open',
  },
  reservationTimeoutMs: {
    ...TIME,
    fallback: 30_000,
    description: 'How long a reserved event stream may stay unopened',
  },
  maxQueryDepth: { ...COUNT, fallback: 10, description: 'Most levels of fields in an operation' },
  maxAliases: { ...COUNT, min: 0, fallback: 15, description: 'Most aliases in a document' },
  maxTokens: { ...COUNT, fallback: 1_000, description: 'Most tokens in a document' },
  maxCost: { ...COUNT, max: 1_000_000_000, fallback: 100_000, description: 'Highest cost of an operation' },
  maxFirst: { ...COUNT, min: 50, max: 10_000, fallback: 500, description: 'Highest value of `first`' },
  maxFilterValues: { ...COUNT, fallback: 100, description: 'Most values in a list of a filter' },
  maxFilterPatterns: { ...COUNT, min: 0, fallback: 20, description: 'Most patterns in the ids of a filter' },
  maxFilterLength: { ...COUNT, fallback: 200, description: 'Most characters in a text of a filter' },
  maxFileBytes: { ...BYTES, fallback: 1024 * 1024, description: 'Largest spec file that is read' },
  windowChanges: {
    ...KEPT,
    fallback: 10_000,
    description: 'Changes that are kept as they happened, for clients that resume',
  },
  windowBytes: {
    ...BYTES,
    min: 0,
    max: Number.MAX_SAFE_INTEGER,
    fallback: 32 * 1024 * 1024,
    description: 'About how much memory these changes may take',
  },
  tombstones: {
    ...KEPT,
    fallback: 10_000,
    description: 'Deletions that are remembered, for clients that resume',
  },
};

/**
 * Every limit: as given, or its default.
 * @throws {RangeError} naming the limit, what was expected and what came
 */
export function resolveLimits(given: Readonly<Partial<Record<LimitName, number | undefined>>>): Limits {
  const entries = Object.entries(LIMITS).map(([name, { fallback, min, max }]) => {
    const value = given[name as LimitName] ?? fallback;
    if (!Number.isInteger(value) || value < min || value > max) {
      throw new RangeError(`${name}: expected ${wholeNumberFrom(min, max)}, got ${String(value)}.`);
    }
    return [name, value];
  });
  const limits = Object.fromEntries(entries) as unknown as Limits;
  if (limits.headersTimeoutMs > limits.requestTimeoutMs) {
    throw new RangeError(
      `headersTimeoutMs: expected at most \`requestTimeoutMs\`, which is ${limits.requestTimeoutMs}, got ` +
        `${limits.headersTimeoutMs}.`,
    );
  }
  return limits;
}

/** How a whole number within bounds is asked for. */
export function wholeNumberFrom(min: number, max: number): string {
  return `a whole number from ${min} to ${max}`;
}
