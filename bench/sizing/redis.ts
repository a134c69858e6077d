import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';

const run = promisify(execFile);
/** Away from the usual one, so that nobody else's is measured. */
const PORT = 16_379;

/** A Redis of this measurement alone, without a disk; disposing kills it. */
export interface Redis extends AsyncDisposable {
  readonly url: string;
  /** Runs a command, as `redis-cli` does. */
  command(...words: readonly string[]): Promise<string>;
  /** Numbers by their names, of one section of INFO. */
  info(section: string): Promise<Readonly<Record<string, number>>>;
}

/** @throws where there is no redis-server */
export async function startRedis(): Promise<Redis> {
  const port = String(PORT);
  const child = spawn(
    'redis-server',
    ['--port', port, '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const exited = once(child, 'exit');
  for await (const line of createInterface(child.stdout)) {
    if (line.includes('Ready to accept connections')) break;
  }
  if (child.exitCode !== null) throw new Error(`redis-server does not start on port ${port}.`);
  const command = async (...words: readonly string[]) =>
    (await run('redis-cli', ['-p', port, ...words])).stdout;
  return {
    url: `redis://127.0.0.1:${port}`,
    command,
    async info(section) {
      const lines = (await command('INFO', section)).split(/\r?\n/);
      const pairs = lines.map((line) => line.split(':'));
      return Object.fromEntries(pairs.map(([name = '', value]) => [name, Number(value)]));
    },
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL');
      await exited;
    },
  };
}
