// Prints how 200 subscribers fare through each fault: `table.ts [--clients <count>] [--only <part of a name>]`.
import { inspect, parseArgs } from 'node:util';
import { runScene } from './run-scene.ts';
import { hasRedis } from '../support/redis-server.ts';
import { SCENES } from './scenes.ts';

const { values } = parseArgs({
  options: { only: { type: 'string', default: '' }, clients: { type: 'string', default: '40' } },
});

const COLUMNS = [
  'fault',
  'all current after, ms',
  'measured from',
  'subscribers',
  'moves',
  'commits',
  'missed',
  'repeated',
  'joined',
  'resyncs',
  'exact',
];

const print = (cells: readonly (string | number)[]) => process.stdout.write(`| ${cells.join(' | ')} |\n`);

if (!hasRedis) {
  process.stderr.write('There is no redis-server on this machine, so nothing can be tried.\n');
  process.exit(1);
}
print(COLUMNS);
print(COLUMNS.map(() => '---'));
for (const scene of SCENES.filter(({ name }) => name.includes(values.only))) {
  // The timers that a client has by default; each client is moved about every 20 s.
  const clients = Number(values.clients);
  const outcome = await runScene(scene, { clients, timing: {}, moveMs: 20_000 / clients });
  const { fares, currentAfterMs, moves, commits } = outcome;
  const exact = fares.filter(({ isExact }) => isExact).length;
  const total = (figure: 'missed' | 'repeated' | 'joined' | 'resyncs') =>
    fares.reduce((sum, fare) => sum + fare[figure], 0);
  const work = [scene.name, currentAfterMs, scene.from, fares.length, moves, commits];
  const told = [total('missed'), total('repeated'), total('joined'), total('resyncs')];
  print([...work, ...told, `${exact} of ${fares.length}`]);
  for (const fare of fares) {
    const isFaulty = fare.error !== undefined || fare.missed + fare.repeated > 0 || !fare.isExact;
    if (isFaulty) process.stderr.write(`  ${inspect(fare, { breakLength: Infinity })}\n`);
  }
}
