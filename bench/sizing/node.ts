import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** What a tick of /proc is on Linux, in milliseconds. */
const TICK_MS = 10;

/** `specwire serve` in a process of its own; disposing kills it. */
export interface Node extends AsyncDisposable {
  /** CPU time from the start of the process until it serves, in milliseconds. */
  readonly startCpuMs: number;
  /** The resident memory, in bytes. */
  residentBytes(): Promise<number>;
  /** The newest position that it serves. */
  cursor(): Promise<string>;
}

/** @param args the folder and flags of `serve` */
export async function startNode(checkout: string, ...args: readonly string[]): Promise<Node> {
  const main = join(checkout, 'dist/cli/main.js');
  const child = spawn(process.execPath, [main, 'serve', ...args, '--port', '0', '--log-level', 'error'], {
    env: { ...process.env, NODE_ENV: 'production' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  const startCpuMs = await cpuMsOf(child.pid!);
  const url = /http:\S+/.exec(line)![0];
  return {
    startCpuMs,
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

async function cpuMsOf(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  // The name in front may hold spaces; user and system time are 11 and 12 fields behind it.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
}
