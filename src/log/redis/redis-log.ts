import type { LoopShare } from '../../loop-share.ts';
import type { FileReading } from '../../spec/parsed-file.ts';
import type { ChangeLog } from '../change-log.ts';
import { LogState, type LogStateOptions } from '../log-state.ts';
import type { NodeFacts, SharedLogStatus } from '../shared-log-status.ts';
import { Follower } from './follower.ts';
import { Heartbeat } from './heartbeat.ts';
import { redisKeys } from './keys.ts';
import { Lease } from './lease.ts';
import { LogWriter } from './log-writer.ts';
import { pause } from './pause.ts';
import { Publisher } from './publisher.ts';
import { connectRedis } from './redis-client.ts';
import { RedisLink } from './redis-link.ts';
import { describeRedis, type RedisTarget } from './redis-url.ts';

export interface RedisLogOptions extends LogStateOptions {
  readonly target: RedisTarget;
  /** What comes first in each key; another for each tree that shares a Redis. */
  readonly prefix: string;
  /** Within this time somebody who stands by has taken over from one that is gone, in milliseconds. */
  readonly leaseMs: number;
  /** About how many commits the stream keeps. */
  readonly streamCommits: number;
  /** The event loop's share for this work. */
  readonly share: LoopShare;
  readonly nodeId: string;
  /** What this node says of itself to the others. */
  readonly self: () => NodeFacts;
  /** Hears what an operator wants to know; it must not throw. @default nobody does */
  readonly onEvent?: (event: RedisLogEvent) => void;
  /** The time in milliseconds since 1970. @default Date.now */
  readonly now?: () => number;
  /** How long one read waits for something new, in milliseconds. @default 1000 */
  readonly blockMs?: number;
  /** How long Redis may take for an answer, in milliseconds. @default 5000 */
  readonly timeoutMs?: number;
}

export type RedisLogEvent =
  | { readonly kind: 'connected' | 'missing' | 'leading' | 'standing by' }
  | { readonly kind: 'disconnected' | 'not published'; readonly error: unknown }
  | { readonly kind: 'reloaded'; readonly isOther: boolean }
  | { readonly kind: 'published'; readonly changes: number; readonly head: number };

/** A log that lives in Redis: this process keeps a replica, and may publish what a folder has. */
export interface RedisLog extends AsyncDisposable {
  /** The replica. */
  readonly log: ChangeLog;
  /** Where the log lives, without what lets somebody in. */
  readonly address: string;
  readonly status: SharedLogStatus;
  /** Begins to follow; Redis need not be there yet. */
  start(): void;
  /** Resolves when the replica is there: every spec is known then. @throws the reason of the signal */
  ready(signal?: AbortSignal): Promise<void>;
  /** From now on this node stands by to publish what the folder has; returns how many specs a batch changed. */
  take(readings: readonly FileReading[], signal?: AbortSignal): Promise<number>;
}

/** How long it may take to tell Redis that this node goes, in milliseconds. */
const FAREWELL_MS = 1_000;

/** Creates this node's part of a log in Redis; nothing runs before it is started. */
export function createRedisLog(options: RedisLogOptions): RedisLog {
  const { target, prefix, self, share, onEvent = () => {}, now = Date.now } = options;
  const { blockMs = 1_000, timeoutMs = 5_000 } = options;
  const keys = redisKeys(prefix);
  const replica = new LogState('0', options);
  const ready = Promise.withResolvers<void>();
  const ending = new AbortController();
  const { signal } = ending;
  const newLink = (name: string) =>
    new RedisLink({
      timeoutMs,
      connect: (onEnd) => connectRedis(target, { name: `specwire-${name}`, blockMs, onEnd }),
    });
  const [reading, writing] = [newLink('reader'), newLink('writer')];
  const follower = new Follower({
    link: reading,
    keys,
    replica,
    share,
    blockMs,
    onMoved() {
      if (follower.place) ready.resolve();
      publisher.poke();
    },
    onLost: (error) => onEvent({ kind: 'disconnected', error }),
    onConnected: () => onEvent({ kind: 'connected' }),
    onMissing: () => onEvent({ kind: 'missing' }),
    onReloaded(isOther) {
      publisher.doubtAll();
      onEvent({ kind: 'reloaded', isOther });
    },
  });
  const lease = new Lease({
    link: writing,
    keys,
    nodeId: options.nodeId,
    leaseMs: options.leaseMs,
    onChange(isHeld) {
      publisher.doubtAll();
      onEvent({ kind: isHeld ? 'leading' : 'standing by' });
    },
  });
  const { streamCommits, tombstones = 10_000 } = options;
  const publisher = new Publisher({
    writer: new LogWriter({ link: writing, keys, replica, streamCommits, tombstones }),
    replica,
    follower,
    lease,
    share,
    now,
    onPublished: (changes, head) => onEvent({ kind: 'published', changes, head }),
    onFailure: (error) => onEvent({ kind: 'not published', error }),
  });
  const heartbeat = new Heartbeat(writing, keys, self);
  const running: Promise<void>[] = [];
  let disposing: Promise<void> | undefined;

  async function dispose(): Promise<void> {
    ending.abort(new Error('The log is closed.'));
    reading[Symbol.dispose]();
    // A Redis that hangs is told nothing any more.
    const gone = new AbortController();
    const farewell = Promise.all(running).finally(() => gone.abort());
    await Promise.race([farewell, pause(FAREWELL_MS, gone.signal)]);
    writing[Symbol.dispose]();
    await farewell;
    await replica[Symbol.asyncDispose]();
  }

  return {
    log: replica,
    address: describeRedis(target),
    get status() {
      return {
        isConnected: follower.isConnected && !follower.isMissing,
        lagChanges: follower.lagChanges,
        lagMs: follower.lagMs,
        ...follower.counts,
        isLeader: lease.holder !== undefined,
        nodes: heartbeat.nodes,
      };
    },
    start() {
      if (running.length === 0) running.push(follower.run(signal), heartbeat.run(signal));
    },
    async ready(given) {
      const stopped = Promise.withResolvers<never>();
      const signals = AbortSignal.any(given ? [given, signal] : [signal]);
      const onAbort = () => stopped.reject(signals.reason);
      signals.addEventListener('abort', onAbort);
      if (signals.aborted) onAbort();
      try {
        await Promise.race([ready.promise, stopped.promise]);
      } finally {
        signals.removeEventListener('abort', onAbort);
      }
    },
    async take(readings, given) {
      const isFirst = !publisher.isScanned;
      const changes = await publisher.take(readings, given);
      // Whoever does not know the folder yet would publish that it is empty.
      if (isFirst) running.push(lease.run(signal), publisher.run(signal));
      return changes;
    },
    [Symbol.asyncDispose]: () => (disposing ??= dispose()),
  };
}
