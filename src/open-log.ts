import type { ChangeLog } from './log/change-log.ts';
import { ReadingCommitter } from './log/commit-readings.ts';
import type { LogStateOptions } from './log/log-state.ts';
import { createMemoryLog } from './log/memory-log.ts';
import type { RedisLogEvent } from './log/redis/redis-log.ts';
import { parseRedisUrl, REDIS_URL_FORMS } from './log/redis/redis-url.ts';
import type { NodeFacts, SharedLogStatus } from './log/shared-log-status.ts';
import { LoopShare } from './loop-share.ts';
import type { FileReading } from './spec/parsed-file.ts';
import type { TransportLog } from './transports/operation-host.ts';

/** Where the log lives when more than one server has it. */
export interface SharedLogOptions {
  /**
   * The Redis that holds the log: `redis://`, `rediss://` for TLS, `redis+sentinel://` or `redis+cluster://`.
   * @default the log is in this process's memory
   */
  readonly redisUrl?: string | undefined;
  /** What each key begins with; another for each tree that shares a Redis. @default 'specwire' */
  readonly redisPrefix?: string | undefined;
  /** About how many commits the stream keeps; whoever lacks more reads the state afresh. @default 10000 */
  readonly redisCommits?: number | undefined;
  /** Within this time another watcher has taken over from one that is gone, in seconds; at least 1. @default 10 */
  readonly leaseSeconds?: number | undefined;
  /** Whether a server that Redis cannot be reached from is not ready, though it goes on serving. @default false */
  readonly readyNeedsRedis?: boolean | undefined;
}

/** A log, and how what a folder has gets into it. */
export interface OpenedLog extends AsyncDisposable {
  readonly log: ChangeLog;
  /** How this node stands to the others; `undefined` where the log is its own. */
  readonly status: () => SharedLogStatus | undefined;
  /** Whether every spec is known. */
  readonly isKnown: () => boolean;
  /** Takes in a batch of readings; returns how many specs changed by it. */
  readonly take: (readings: readonly FileReading[], signal: AbortSignal) => Promise<number>;
  readonly start: () => void;
  /** Resolves when every spec is known. @throws the reason of the signal */
  readonly ready: (signal: AbortSignal | undefined) => Promise<void>;
}

interface OpenLogOptions extends Omit<LogStateOptions, 'onListenerError'>, SharedLogOptions {
  readonly logger: TransportLog;
  readonly nodeId: string;
  /** What this node says of itself to the others. */
  readonly self: () => NodeFacts;
}

/** How long the work on a batch holds the event loop at a time. */
const COMMIT_SLICE_MS = 10;

/**
 * Opens the log in memory, or this node's part of one in Redis; of the latter nothing is loaded before it is asked for.
 * @throws {RangeError} for an address that is none
 */
export async function openLog(options: OpenLogOptions): Promise<OpenedLog> {
  const { redisUrl, logger } = options;
  const share = new LoopShare({ sliceMs: COMMIT_SLICE_MS });
  const state = {
    ...options,
    onListenerError: (error: unknown) => logger.error({ err: error }, 'a commit could not be delivered'),
  };
  if (redisUrl === undefined) return ownLog(createMemoryLog(state), share);
  const target = parseRedisUrl(redisUrl);
  if (!target) throw new RangeError(`redisUrl: expected ${REDIS_URL_FORMS}.`);
  const { createRedisLog } = await import('./log/redis/redis-log.ts');
  const shared = createRedisLog({
    ...state,
    target,
    share,
    prefix: options.redisPrefix ?? 'specwire',
    leaseMs: (options.leaseSeconds ?? 10) * 1_000,
    streamCommits: options.redisCommits ?? 10_000,
    onEvent: (event) => logEvent(logger, event, { redis: shared.address, head: shared.log.head }),
  });
  let isKnown = false;
  return {
    log: shared.log,
    status: () => shared.status,
    isKnown: () => isKnown,
    take: (readings, signal) => shared.take(readings, signal),
    start: () => shared.start(),
    async ready(signal) {
      await shared.ready(signal);
      isKnown = true;
    },
    [Symbol.asyncDispose]: () => shared[Symbol.asyncDispose](),
  };
}

function ownLog(log: ReturnType<typeof createMemoryLog>, share: LoopShare): OpenedLog {
  const committer = new ReadingCommitter({ log, share });
  return {
    log,
    status: () => undefined,
    isKnown: () => committer.isSeeded,
    take: (readings, signal) => committer.take(readings, signal),
    start() {},
    async ready() {},
    [Symbol.asyncDispose]: () => log[Symbol.asyncDispose](),
  };
}

function logEvent(
  logger: TransportLog,
  event: RedisLogEvent,
  { redis, head }: { readonly redis: string; readonly head: number },
): void {
  switch (event.kind) {
    case 'connected':
      return logger.info({ redis }, 'Redis can be reached');
    case 'disconnected':
      return logger.warn({ redis, err: event.error }, 'Redis cannot be reached; what is known is served');
    case 'missing':
      return logger.warn({ redis }, 'Redis has no specs; a node that watches a folder writes them');
    case 'leading':
      return logger.info({ redis }, 'this node publishes what the folder has');
    case 'standing by':
      return logger.info({ redis }, 'this node stands by, another publishes');
    case 'not published':
      return logger.warn({ redis, err: event.error }, 'changes could not be published; it is tried again');
    case 'reloaded':
      return logger.warn(
        { redis, head, isOther: event.isOther },
        event.isOther ? 'Redis has another log now; subscribers begin anew' : 'the state was read afresh',
      );
    case 'published':
      return logger.info({ changes: event.changes, head: event.head }, 'specs changed');
  }
}
