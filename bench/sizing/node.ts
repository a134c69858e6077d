import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** `specwire serve` in a process of its own; disposing kills it. */
export interface Node extends AsyncDisposable {
  /** From the start of the process until it serves, in milliseconds. */
  readonly startMs: number;
  /** The resident memory, in bytes. */
  residentBytes(): Promise<number>;
  /** The newest position that it serves. */
  cursor(): Promise<string>;
}

/** @param args the folder and flags of `serve` */
export async function startNode(checkout: string, ...args: readonly string[]): Promise<Node> {
  const startedAt = performance.now();
  const main = join(checkout, 'dist/cli/main.js');
  const child = spawn(process.execPath, [main, 'serve', ...args, '--port', '0', '--log-level', 'error'], {
    env: { ...process.env, NODE_ENV: 'production' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  const startMs = performance.now() - startedAt;
  const url = /http:\S+/.exec(line)![0];
  return {
    startMs,
    async residentBytes() {
      const status = await readFile(`/proc/${child.pid}/status`, 'utf8');
      return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) * 1024;
    },
    async cursor() {
      const response = await fetch(`${url}?query={specs(first:1){changeCursor}}`);
      const { data } = (await response.json()) as { data: { specs: { changeCursor: string } } };
      return data.specs.changeCursor;
    },
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL');
      await exited;
    },
  };
}
