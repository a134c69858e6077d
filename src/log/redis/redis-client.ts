import { Cluster, Redis, type RedisOptions } from 'ioredis';
import type { RedisTarget } from './redis-url.ts';

export type RedisArgument = string | number;

/** One connection to a Redis, or to the nodes of a cluster. When it breaks it stays broken: make another. */
export interface RedisClient {
  /** @throws what Redis answers with, and where the connection breaks */
  call(command: string, ...args: RedisArgument[]): Promise<unknown>;
  /** Runs commands with nothing in between; as many answers. */
  transaction(
    commands: readonly (readonly [command: string, ...args: RedisArgument[]])[],
  ): Promise<unknown[]>;
  close(): void;
}

export interface RedisClientOptions {
  /** What Redis shows in its list of clients. */
  readonly name: string;
  /** The longest a blocking read waits, in milliseconds. */
  readonly blockMs: number;
  /** Hears that the connection is broken. @default nobody does */
  readonly onEnd?: () => void;
}

/** How long a connection may take to be made, in milliseconds. */
const CONNECT_MS = 5_000;
/** How long a connection that is closed may take for it, in milliseconds; a Redis that hangs never answers. */
const DISCONNECT_MS = 100;

/**
 * Connects.
 * @throws when the Redis cannot be reached or does not let in
 */
export async function connectRedis(
  target: RedisTarget,
  { name, blockMs, onEnd }: RedisClientOptions,
): Promise<RedisClient> {
  const client = createClient(target, name, blockMs);
  let reason: unknown;
  // A client that stands in nobody's way any more may still say something.
  client.on('error', (error: unknown) => (reason = error));
  // A cluster that turns out to be none ends without an answer to who connects.
  const ended = Promise.withResolvers<never>();
  ended.promise.catch(() => {});
  client.on('end', () => {
    ended.reject(new Error('The connection was closed.'));
    onEnd?.();
  });
  try {
    await Promise.race([client.connect(), ended.promise]);
  } catch (error) {
    client.disconnect();
    throw reason ?? error;
  }
  return {
    call: (command, ...args) => client.call(command, args),
    async transaction(commands) {
      const all = client.multi();
      for (const [command, ...args] of commands) all.call(command, args);
      const answers = await all.exec();
      if (!answers) throw new Error('The transaction was not run.');
      return answers.map(([error, answer]) => {
        if (error) throw error;
        return answer;
      });
    },
    close: () => client.disconnect(),
  };
}

function createClient(target: RedisTarget, connectionName: string, blockMs: number): Redis | Cluster {
  const { username, password, isTls } = target;
  const common = {
    connectionName,
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
    ...(isTls ? { tls: {} } : {}),
    // Maps have another shape in version 3.
    protocol: 2 as const,
    lazyConnect: true,
    connectTimeout: CONNECT_MS,
    disconnectTimeout: DISCONNECT_MS,
    // A blocking read may never return when its connection was reset, and a client may be stuck while it reconnects:
    // this one ends instead, and whoever uses it makes another.
    retryStrategy: () => null,
    maxRetriesPerRequest: 0,
    autoResendUnfulfilledCommands: false,
    blockingTimeout: blockMs,
  } satisfies RedisOptions;
  switch (target.kind) {
    case 'single':
      return new Redis({ ...common, host: target.host, port: target.port, db: target.db });
    case 'sentinel':
      return new Redis({
        ...common,
        sentinels: [...target.sentinels],
        name: target.master,
        db: target.db,
        sentinelRetryStrategy: () => null,
        ...(target.sentinelPassword === undefined ? {} : { sentinelPassword: target.sentinelPassword }),
        ...(isTls ? { enableTLSForSentinelMode: true, sentinelTLS: {} } : {}),
      });
    case 'cluster':
      return new Cluster([...target.nodes], {
        lazyConnect: true,
        clusterRetryStrategy: () => null,
        slotsRefreshTimeout: CONNECT_MS,
        redisOptions: common,
      });
  }
}
