import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { connectRedis, type RedisClient } from '../../src/log/redis/redis-client.ts';
import { parseRedisUrl } from '../../src/log/redis/redis-url.ts';
import { freePort } from './free-port.ts';

const PROGRAM = 'redis-server';

/** Whether tests can start a Redis here; where they must, they fail instead of being passed over. */
export const hasRedis =
  process.env['CI'] !== undefined || spawnSync(PROGRAM, ['--version']).error === undefined;

if (!hasRedis) process.stderr.write(`There is no ${PROGRAM} here: what needs one is passed over.\n`);

/** A Redis of a test's own; disposing kills it. */
export interface TestRedis extends AsyncDisposable {
  readonly url: string;
  readonly port: number;
  /** Cuts the connections of one kind, `reader` or `writer`, of every node; returns how many that were. */
  killClients(name: string): Promise<number>;
  /** Runs a command on a connection of the test's own. */
  command(command: string, ...args: (string | number)[]): Promise<unknown>;
  /** Stops it where it stands, as a machine does that hangs. */
  pause(): void;
  /** Goes on after `pause`. */
  resume(): void;
  /** Kills it; what it has not written to its disk is lost. */
  kill(): Promise<void>;
  /** Starts it again on the same port, after `kill`. */
  start(): Promise<void>;
}

export interface TestRedisOptions {
  /** Whether each write goes to the disk. @default false */
  readonly isPersistent?: boolean;
  readonly flags?: readonly string[];
  /** Writes a file of settings first, as a Sentinel wants one. @default there is none */
  readonly prepare?: (path: string) => Promise<void>;
}

/** Starts a Redis on a free port of this machine, with nothing in it. */
export async function startRedis({
  isPersistent = false,
  flags = [],
  prepare,
}: TestRedisOptions = {}): Promise<TestRedis> {
  const folder = await mkdtemp(join(tmpdir(), 'specwire-redis-'));
  let port = 0;
  let server: ChildProcess | undefined;
  let own: RedisClient | undefined;
  const settings = prepare ? [join(folder, 'settings.conf')] : [];
  await prepare?.(join(folder, 'settings.conf'));
  const persistence = prepare
    ? []
    : ['--save', '', '--appendonly', isPersistent ? 'yes' : 'no', '--appendfsync', 'always'];

  /** Whether the port was free all along. */
  async function launch(): Promise<boolean> {
    const address = ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder];
    const child = spawn(PROGRAM, [...settings, ...address, ...persistence, ...flags], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const isReady = await new Promise<boolean>((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', () => resolve(false));
      createInterface(child.stdout).on('line', (line) => {
        if (/Ready to accept connections|Sentinel ID is/.test(line)) resolve(true);
      });
    });
    if (isReady) server = child;
    return isReady;
  }

  async function kill(): Promise<void> {
    own?.close();
    own = undefined;
    const child = server;
    server = undefined;
    if (!child) return;
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
  }

  async function command(...words: Parameters<RedisClient['call']>): Promise<unknown> {
    own ??= await connectRedis(parseRedisUrl(url())!, { name: 'test', blockMs: 1_000 });
    return own.call(...words);
  }

  const url = () => `redis://127.0.0.1:${port}`;
  do port = await freePort();
  while (!(await launch()));
  return {
    url: url(),
    port,
    command,
    async killClients(name) {
      const clients = String(await command('CLIENT', 'LIST')).split('\n');
      const ids = clients.flatMap((line) =>
        line.includes(`name=specwire-${name} `) ? [/id=(\d+)/.exec(line)![1]!] : [],
      );
      for (const id of ids) await command('CLIENT', 'KILL', 'ID', id);
      return ids.length;
    },
    pause: () => void server?.kill('SIGSTOP'),
    resume: () => void server?.kill('SIGCONT'),
    kill,
    async start() {
      if (!(await launch())) throw new Error(`Redis cannot be started again on port ${port}.`);
    },
    async [Symbol.asyncDispose]() {
      await kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
