import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { freePort } from './free-port.ts';

const EXAMPLES = fileURLToPath(new URL('../../examples/load-balancer/', import.meta.url));
const POLL_MS = 20;
const STARTS_WITHIN_MS = 10_000;

interface Balancer {
  /** The file among the examples. */
  readonly config: string;
  /** What in the file is for one machine alone, and what it is here. */
  readonly here: (port: number, folder: string) => Readonly<Record<string, string>>;
  /** Keeps it in the foreground, and all it writes in the folder. */
  readonly flags: (config: string, folder: string) => readonly string[];
}

const BALANCERS = {
  nginx: {
    config: 'nginx.conf',
    here: (port, folder) => ({
      'listen 80;': `listen 127.0.0.1:${port};`,
      'worker_processes auto;': 'worker_processes 2;',
      'http {': `http {\n${temporaryPaths(folder)}`,
    }),
    flags: (config, folder) => {
      const inForeground = `daemon off; pid ${join(folder, 'pid')};`;
      return ['-p', folder, '-c', config, '-e', join(folder, 'error.log'), '-g', inForeground];
    },
  },
  haproxy: {
    config: 'haproxy.cfg',
    here: (port) => ({
      'bind :80': `bind 127.0.0.1:${port}`,
      // It does not start where it may not open as many files.
      'maxconn 30000': 'maxconn 1000',
    }),
    flags: (config) => ['-db', '-f', config],
  },
} as const satisfies Record<string, Balancer>;

export type BalancerName = keyof typeof BALANCERS;

export const BALANCER_NAMES = Object.keys(BALANCERS) as BalancerName[];

/** Whether a test can start this balancer here; where it must, it fails instead of being passed over. */
export function hasBalancer(name: BalancerName): boolean {
  return process.env['CI'] !== undefined || spawnSync(name, ['-v']).error === undefined;
}

/** A running load balancer; disposing ends it. */
export interface RunningBalancer extends AsyncDisposable {
  /** The address of `/graphql` behind it. */
  readonly url: URL;
}

/** Starts a balancer with the configuration of the examples, before two nodes on ports of this machine. */
export async function startBalancer(
  name: BalancerName,
  [a, b]: readonly [string, string],
): Promise<RunningBalancer> {
  const balancer: Balancer = BALANCERS[name];
  const folder = await mkdtemp(join(tmpdir(), `specwire-${name}-`));
  // Started by root, nginx works as somebody else.
  await chmod(folder, 0o755);
  const port = await freePort();
  const text = await readFile(join(EXAMPLES, balancer.config), 'utf8');
  const config = join(folder, balancer.config);
  const nodes = { '10.0.0.11:4000': `127.0.0.1:${a}`, '10.0.0.12:4000': `127.0.0.1:${b}` };
  await writeFile(config, withReplacements(text, { ...balancer.here(port, folder), ...nodes }));
  const child = spawn(name, balancer.flags(config, folder), { stdio: ['ignore', 'ignore', 'pipe'] });
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (complaint += chunk));
  const exited = once(child, 'exit');
  const url = new URL(`http://127.0.0.1:${port}/graphql`);
  const running: RunningBalancer = {
    url,
    async [Symbol.asyncDispose]() {
      // Killed outright, nginx would leave its workers.
      child.kill('SIGTERM');
      await exited;
      await rm(folder, { recursive: true, force: true });
    },
  };
  const endsAt = performance.now() + STARTS_WITHIN_MS;
  while (!(await isAnswering(url))) {
    if (child.exitCode !== null || performance.now() > endsAt) {
      await running[Symbol.asyncDispose]();
      throw new Error(`${name} does not start: ${complaint}`);
    }
    await wait(POLL_MS);
  }
  return running;
}

async function isAnswering(url: URL): Promise<boolean> {
  const response = await fetch(new URL('/healthz', url)).catch(() => undefined);
  await response?.body?.cancel();
  return response?.status === 200;
}

/** @throws for what does not stand in the text */
function withReplacements(text: string, replacements: Readonly<Record<string, string>>): string {
  let result = text;
  for (const [from, to] of Object.entries(replacements)) {
    if (!result.includes(from)) throw new Error(`The example has no ${JSON.stringify(from)} any more.`);
    result = result.replaceAll(from, to);
  }
  return result;
}

/** Where nginx keeps bodies; its usual places are for root alone. */
function temporaryPaths(folder: string): string {
  return ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((kind) => `${kind}_temp_path ${join(folder, kind)};`)
    .join('\n');
}
