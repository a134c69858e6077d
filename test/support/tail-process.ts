import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { Waiter } from './waiter.ts';

const MAIN = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));

/** `specwire tail` as users run it, its output in pipes; disposing kills it. */
export interface TailProcess extends AsyncDisposable {
  readonly process: ChildProcess;
  readonly lines: Waiter<string>;
  /** All it has written to standard error so far. */
  readonly notices: () => string;
  readonly exited: Promise<[code: number | null, signal: string | null]>;
}

/** @param url of the server's `/graphql` */
export function tailProcess(url: URL, ...argv: string[]): TailProcess {
  const env = { ...process.env, SPECWIRE_URL: url.href, NO_COLOR: '1' };
  const child = spawn(process.execPath, [MAIN, 'tail', ...argv], { env });
  const exited = once(child, 'exit') as Promise<[number | null, string | null]>;
  const lines = new Waiter<string>();
  createInterface(child.stdout).on('line', (line) => lines.put(line));
  let notices = '';
  child.stderr.on('data', (text: Buffer) => (notices += String(text)));
  return {
    process: child,
    lines,
    notices: () => notices,
    exited,
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL');
      await exited;
    },
  };
}
