import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));

/** `specwire serve` as users run it; disposing kills it. */
export interface ServedProcess extends AsyncDisposable {
  readonly process: ChildProcess;
  readonly url: URL;
  /** What the process ended with: a code, or the signal that killed it. */
  readonly exited: Promise<[code: number | null, signal: string | null]>;
  /** All lines it has logged so far, parsed. */
  readonly log: Record<string, unknown>[];
}

/** Serves a folder, on a free port unless the flags name one; resolves when the port is open. */
export function serveFolder(folder: string, ...flags: string[]): Promise<ServedProcess> {
  return serveProcess(folder, ...flags);
}

/**
 * Runs `specwire serve` with these arguments, on a free port unless they name one; resolves when the port is open.
 * @throws when it ends before
 */
export async function serveProcess(...args: string[]): Promise<ServedProcess> {
  const port = args.includes('--port') ? [] : ['--port', '0'];
  const server = spawn(process.execPath, [MAIN, 'serve', ...args, ...port]);
  const exited = once(server, 'exit') as Promise<[number | null, string | null]>;
  const log: Record<string, unknown>[] = [];
  createInterface(server.stderr).on('line', (line) => {
    if (line.startsWith('{')) log.push(JSON.parse(line) as Record<string, unknown>);
  });
  const opened = once(createInterface(server.stdout), 'line') as Promise<[string]>;
  const [line] = await Promise.race([opened, exited]);
  if (typeof line !== 'string') throw new Error(`specwire serve ended early: ${JSON.stringify(log)}`);
  return {
    process: server,
    url: new URL(/http:\S+/.exec(line)![0]),
    exited,
    log,
    async [Symbol.asyncDispose]() {
      server.kill('SIGKILL');
      await exited;
    },
  };
}
