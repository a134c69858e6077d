// Serves a small tree with the installed package, edits it, and checks what the built example prints of that.
// Usage: node follow-edits.mjs <project in which the package is installed and the example built>
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';

const project = process.argv[2];
const specs = join(project, 'specs');
const signal = AbortSignal.timeout(60_000);

/** Starts a program and gives its lines; when the time is up, or `end` is called, it is killed. */
function start(command, args) {
  const child = spawn(command, args, {
    cwd: project,
    signal,
    killSignal: 'SIGKILL',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'close').catch(() => undefined);
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  return {
    async lineWith(text) {
      for (;;) {
        const { value, done } = await lines.next();
        if (done)
          throw new Error(`${command} ended, or took too long, before it said ${JSON.stringify(text)}.`);
        if (value.includes(text)) return value;
      }
    },
    async end() {
      child.kill('SIGKILL');
      await exited;
    },
  };
}

function write(path, status) {
  const text = `---\ntitle: Cart\nstatus: ${status}\n---\n\n# Cart\n`;
  mkdirSync(join(specs, path), { recursive: true });
  writeFileSync(join(specs, path, 'spec.md'), text);
}

async function isSubscribed(url) {
  const query = '{ serverStatus { delivery { subscriptions } } }';
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify({ query }), signal });
  const { data } = await answer.json();
  return data.serverStatus.delivery.subscriptions > 0;
}

write('E01/F01', 'draft');
const programs = [];
try {
  const server = start('node_modules/.bin/specwire', ['serve', specs, '--port', '0', '--log-level', 'error']);
  programs.push(server);
  const [url] = /http:\S+/.exec(await server.lineWith('http:'));
  const example = start(process.execPath, ['dist/follow.js', url, 'E01']);
  programs.push(example);
  await example.lineWith('(live)');
  while (!(await isSubscribed(url))) await sleep(10, undefined, { signal });

  write('E01/F01', 'in-progress');
  console.log(`example: ${await example.lineWith('E01-F01 status: draft → in-progress')}`);
  write('E01/F02', 'draft');
  console.log(`example: ${await example.lineWith('E01-F02 is new: Cart (draft)')}`);
  rmSync(join(specs, 'E01/F01'), { recursive: true });
  console.log(`example: ${await example.lineWith('E01-F01 is gone: Cart')}`);
} finally {
  await Promise.all(programs.map((program) => program.end()));
  rmSync(specs, { recursive: true });
}
