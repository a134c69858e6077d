import type { RedisArgument, RedisClient } from './redis-client.ts';
import { createHash } from 'node:crypto';

/** How a link is made. */
export interface RedisLinkOptions {
  /** @param onEnd to be called when the connection is broken, also while nobody uses it */
  readonly connect: (onEnd: () => void) => Promise<RedisClient>;
  /** How long an answer may take, in milliseconds. */
  readonly timeoutMs: number;
}

/** A piece of Lua that runs in Redis as one step. */
export interface RedisScript {
  readonly text: string;
  readonly sha: string;
}

export function redisScript(text: string): RedisScript {
  return { text, sha: createHash('sha1').update(text).digest('hex') };
}

/**
 * A way to Redis that is replaced whenever it fails: the next use makes a new connection. Nothing is sent twice, and
 * no use waits longer than it may, whatever becomes of the connection.
 */
export class RedisLink implements Disposable {
  readonly #connect: RedisLinkOptions['connect'];
  readonly #timeoutMs: number;
  readonly #ending = new AbortController();
  #client: Promise<RedisClient> | undefined;
  #connections = 0;

  constructor({ connect, timeoutMs }: RedisLinkOptions) {
    this.#connect = connect;
    this.#timeoutMs = timeoutMs;
  }

  /** How many connections were made so far. */
  get connections(): number {
    return this.#connections;
  }

  /**
   * Runs a command.
   * @param extraMs how much longer than usual the answer may take, in milliseconds
   * @throws where Redis does not answer in time, or with an error; the command may have been run all the same
   */
  call(command: readonly [string, ...RedisArgument[]], extraMs = 0): Promise<unknown> {
    return this.#use((client) => client.call(...command), extraMs);
  }

  /** Runs commands with nothing in between. */
  transaction(commands: readonly (readonly [string, ...RedisArgument[]])[], extraMs = 0): Promise<unknown[]> {
    return this.#use((client) => client.transaction(commands), extraMs);
  }

  /** Runs a script. */
  run(
    { text, sha }: RedisScript,
    keys: readonly string[],
    args: readonly RedisArgument[],
    extraMs = 0,
  ): Promise<unknown> {
    const rest = [keys.length, ...keys, ...args];
    return this.#use(async (client) => {
      try {
        return await client.call('EVALSHA', sha, ...rest);
      } catch (error) {
        if (!(error instanceof Error && error.message.startsWith('NOSCRIPT'))) throw error;
        return client.call('EVAL', text, ...rest);
      }
    }, extraMs);
  }

  /** Ends what is under way, and takes nothing on any more. */
  [Symbol.dispose](): void {
    this.#ending.abort(new Error('The connection to Redis is closed.'));
    this.#drop(this.#client);
  }

  async #use<T>(work: (client: RedisClient) => Promise<T>, extraMs: number): Promise<T> {
    const { signal } = this.#ending;
    signal.throwIfAborted();
    const opening = (this.#client ??= this.#open());
    const { promise, reject } = Promise.withResolvers<never>();
    const onAbort = () => reject(signal.reason);
    const timer = setTimeout(
      () => reject(new Error(`Redis has not answered within ${this.#timeoutMs + extraMs} ms.`)),
      this.#timeoutMs + extraMs,
    );
    signal.addEventListener('abort', onAbort);
    const working = opening.then(work);
    // Whichever loses the race is heard by nobody.
    working.catch(() => {});
    try {
      return await Promise.race([working, promise]);
    } catch (error) {
      this.#drop(opening);
      throw error;
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
    }
  }

  #open(): Promise<RedisClient> {
    const opening = this.#connect(() => this.#drop(opening)).then((client) => {
      this.#connections += 1;
      return client;
    });
    return opening;
  }

  #drop(opening: Promise<RedisClient> | undefined): void {
    if (this.#client === opening) this.#client = undefined;
    opening?.then(
      (client) => client.close(),
      () => {},
    );
  }
}
