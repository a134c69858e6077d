// A server under everything at once, for as long as it is told: `npm run soak -- --minutes 30`.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { CountingClient, FoldingClient, type SoakClient, type Stage } from './client.ts';
import { createEditor, type Editor } from './editor.ts';
import { report, row, TITLES, type Measured } from './report.ts';
import type { Held } from './served.ts';

/** Looks at the state of all, at most so many minutes apart, and at least so many in a run. */
const MAX_ROUND_MINUTES = 0.25;
const MIN_ROUNDS = 6;
/** How long all may take to have what is there once nothing is edited any more, in milliseconds. */
const CATCH_UP_MS = 20_000;
/** Between two edits: by chance up to so many milliseconds. */
const EDIT_PAUSE_MS = 40;

function createClients(stage: Stage): SoakClient[] {
  const deliveries = [
    {},
    { windowMs: 200 },
    { maxPerSecond: 5 },
    { order: 'PRIORITY' },
    { conflate: false },
  ] as const;
  const prefixes = ['', 'E01-', 'E02-', 'E03-F0'];
  const folding = deliveries.flatMap((delivery, at) =>
    prefixes.map((prefix) => new FoldingClient(`fold ${at} ${prefix || 'all'}`, stage, prefix, delivery)),
  );
  // Those who ask the same are served together.
  const alike = Array.from({ length: 10 }, (_, at) => new FoldingClient(`alike ${at}`, stage, '', {}));
  const counting = Array.from({ length: 10 }, (_, at) => new CountingClient(`count ${at}`, stage));
  return [...folding, ...alike, ...counting];
}

/** Waits until every client has what is there; says what some lack when that takes too long. */
async function findLacking(
  clients: readonly SoakClient[],
  { titles }: Editor,
  measure: () => Promise<Held>,
): Promise<string[]> {
  const until = Date.now() + CATCH_UP_MS;
  for (;;) {
    const { head } = await measure();
    const lacking = clients.flatMap((client) => {
      const lack = client.lacks({ titles, head });
      return lack === undefined ? [] : [`${client.name}: lacks ${lack}`];
    });
    if (lacking.length === 0 || Date.now() > until) return lacking;
    await sleep(100);
  }
}

async function soak(minutes: number): Promise<boolean> {
  const folder = await mkdtemp(join(tmpdir(), 'specwire-soak-'));
  const editor = await createEditor(folder);
  const server = fork(fileURLToPath(new URL('served.ts', import.meta.url)), [folder], { execArgv: [] });
  let isEnding = false;
  server.once('exit', () => {
    if (isEnding) return;
    process.stderr.write('The server has died.\n');
    process.exit(1);
  });
  try {
    const [href] = (await once(server, 'message')) as [string];
    const measure = async (): Promise<Held> => {
      const answer = once(server, 'message');
      server.send('measure');
      return ((await answer) as [Held])[0];
    };
    const before = await measure();
    const stage: Stage = { url: new URL(href), isHeld: false, isOver: false };
    const clients = createClients(stage);
    const running = clients.map((client) => client.run());
    const measured: Measured[] = [];
    const startedAt = performance.now();
    const elapsed = (): number => (performance.now() - startedAt) / 60_000;
    const rounds = Math.max(MIN_ROUNDS, Math.ceil(minutes / MAX_ROUND_MINUTES));
    const lacking: string[] = [];
    process.stdout.write(`${TITLES}\n`);
    for (let round = 1; round <= rounds && lacking.length === 0; round += 1) {
      while (elapsed() < (round * minutes) / rounds) {
        await editor.edit();
        await sleep(Math.random() * EDIT_PAUSE_MS);
      }
      stage.isHeld = true;
      lacking.push(...(await findLacking(clients, editor, measure)));
      const now: Measured = {
        minutes: elapsed(),
        edits: editor.edits,
        checked: clients.reduce((sum, { checked }) => sum + checked, 0),
        held: await measure(),
      };
      measured.push(now);
      process.stdout.write(`${row(now)}\n`);
      stage.isHeld = false;
    }
    stage.isOver = true;
    await Promise.all(running);
    const left = await leftAfter(measure, before);
    const faults = [...lacking, ...clients.flatMap((client) => client.faults)];
    const { text, isGood } = report({ measured, faults, before, left });
    process.stdout.write(text);
    return isGood;
  } finally {
    isEnding = true;
    server.kill();
    await rm(folder, { recursive: true, force: true });
  }
}

/** What the server holds when all have gone. */
async function leftAfter(measure: () => Promise<Held>, before: Held): Promise<Held> {
  const until = Date.now() + 5_000;
  for (;;) {
    const now = await measure();
    if ((now.connections === 0 && now.handles <= before.handles) || Date.now() > until) return now;
    await sleep(100);
  }
}

const { values } = parseArgs({ options: { minutes: { type: 'string', default: '5' } } });
const minutes = Number(values.minutes);
if (!(minutes > 0)) {
  process.stderr.write(`--minutes: expected a number above 0, got ${values.minutes}.\n`);
  process.exitCode = 2;
} else {
  process.exitCode = (await soak(minutes)) ? 0 : 1;
}
