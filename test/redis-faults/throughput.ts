// Prints what deliveries cost with the log in memory, with one node on Redis and with two, in one run.
import { readdir, readFile } from 'node:fs/promises';
import { hasRedis, startRedis } from '../support/redis-server.ts';
import { serveProcess, type ServedProcess } from '../support/served-process.ts';
import { createSpecTree, specText, type SpecTree } from '../support/spec-tree.ts';
import { until } from '../support/until.ts';
import { Listener } from './listener.ts';

const SPECS = 50;
const SUBSCRIBERS = 600;
const ROUNDS = 3;
/** In each round; every one is committed and delivered by itself. */
const EDITS = 50;

/** Deliveries per CPU-second: of all nodes together, and of the busiest. */
interface Result {
  readonly all: number;
  readonly busiest: number;
}

/** One way to serve a folder, with its subscribers spread over its nodes. */
interface Setup {
  readonly name: string;
  readonly tree: SpecTree;
  readonly nodes: readonly ServedProcess[];
  readonly listeners: readonly Listener[];
  readonly results: Result[];
  /** How many there were so far. */
  edits: number;
}

if (!hasRedis) {
  process.stderr.write('There is no redis-server on this machine, so nothing can be measured.\n');
  process.exit(1);
}

await using stack = new AsyncDisposableStack();
const redis = stack.use(await startRedis());
const memory = await setUp('the log in memory', [[]]);
const one = await setUp('one node on Redis', [['--redis-url', redis.url, '--redis-prefix', 'one']]);
const shared = ['--redis-url', redis.url, '--redis-prefix', 'two'];
const two = await setUp('two nodes on Redis', [shared, shared]);
const setups = [memory, one, two];

// The first round warms up.
for (let round = 0; round <= ROUNDS; round += 1) {
  for (const setup of setups) {
    const result = await measure(setup);
    if (round > 0) setup.results.push(result);
  }
}

print(['log', 'deliveries per CPU-second of all nodes', 'of the busiest node', 'rounds']);
print(['---', '---', '---', '---']);
for (const { name, results } of setups) {
  const rounds = results.map(({ all }) => Math.round(all)).join(', ');
  print([name, Math.round(medianOf(results, 'all')), Math.round(medianOf(results, 'busiest')), rounds]);
}
process.stdout.write(
  `\none node on Redis : the log in memory = ${ratio(one, memory, 'all')}\n` +
    `two nodes : one, per CPU-second of all nodes = ${ratio(two, one, 'all')}\n` +
    `two nodes : one, per CPU-second of the busiest node = ${ratio(two, one, 'busiest')}\n`,
);

/** @param flags of each node; the first one watches the folder */
async function setUp(name: string, flags: readonly (readonly string[])[]): Promise<Setup> {
  const files = Array.from({ length: SPECS }, (_, at) => [pathOf(at), specText({ title: '0' })]);
  const tree = stack.use(await createSpecTree(Object.fromEntries(files) as Record<string, string>));
  const nodes: ServedProcess[] = [];
  for (const [at, own] of flags.entries()) {
    nodes.push(stack.use(await serveProcess(...(at === 0 ? [tree.folder] : []), '--settle-ms', '0', ...own)));
  }
  const listeners: Listener[] = [];
  for (let at = 0; at < SUBSCRIBERS; at += 1) {
    listeners.push(stack.use(await Listener.connect(nodes[at % nodes.length]!.url)));
  }
  return { name, tree, nodes, listeners, results: [], edits: 0 };
}

async function measure(setup: Setup): Promise<Result> {
  const { nodes } = setup;
  const before = await Promise.all(nodes.map(cpuSeconds));
  for (let edit = 0; edit < EDITS; edit += 1) await editOne(setup);
  const after = await Promise.all(nodes.map(cpuSeconds));
  const used = after.map((seconds, at) => seconds - before[at]!);
  const deliveries = EDITS * SUBSCRIBERS;
  const sum = used.reduce((total, seconds) => total + seconds, 0);
  return { all: deliveries / sum, busiest: deliveries / Math.max(...used) };
}

/** Edits a spec, and waits until every subscriber was told of it. */
async function editOne(setup: Setup): Promise<void> {
  const { tree, listeners } = setup;
  setup.edits += 1;
  const title = `${setup.edits}`;
  for (const listener of listeners) listener.expect(title);
  // At once, as it is read without waiting for it to settle.
  await tree.write('next', specText({ title }));
  await tree.move('next', pathOf(setup.edits % SPECS));
  await until(() => listeners.every(({ told }) => told === 1), 'every subscriber was told');
}

/** Of all its threads. */
async function cpuSeconds({ process: { pid } }: ServedProcess): Promise<number> {
  const threads = await readdir(`/proc/${pid}/task`);
  const nanoseconds = await Promise.all(
    threads.map(async (id) => parseInt(await readFile(`/proc/${pid}/task/${id}/schedstat`, 'utf8'), 10)),
  );
  return nanoseconds.reduce((sum, own) => sum + own, 0) / 1e9;
}

function ratio(of: Setup, to: Setup, figure: keyof Result): string {
  return (medianOf(of.results, figure) / medianOf(to.results, figure)).toFixed(2);
}

function medianOf(results: readonly Result[], figure: keyof Result): number {
  const values = results.map((result) => result[figure]).sort((a, b) => a - b);
  return values[Math.floor(values.length / 2)]!;
}

function pathOf(at: number): string {
  return `E${String(at + 1).padStart(2, '0')}.spec.md`;
}

function print(cells: readonly (string | number)[]): void {
  process.stdout.write(`| ${cells.join(' | ')} |\n`);
}
