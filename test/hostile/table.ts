// Prints how each client of specwire/client fares on each hostile network, with the timers that it has by default.
import { parseArgs } from 'node:util';
import { SCENES } from './networks.ts';
import { runScene } from './run-scene.ts';

const { values } = parseArgs({ options: { only: { type: 'string', default: '' } } });

process.stdout.write(
  '| network | client | live again after, ms | by | missed | repeated | resyncs | exact |\n',
);
process.stdout.write('| --- | --- | --- | --- | --- | --- | --- | --- |\n');
for (const scene of SCENES.filter(({ name }) => name.includes(values.only))) {
  for (const fare of await runScene(scene, {})) {
    const { client, liveAgainMs, transport, missed, repeated, resyncs, isExact, error } = fare;
    const cells = [scene.name, client, liveAgainMs, transport, missed, repeated, resyncs, isExact ?? '–'];
    process.stdout.write(
      `| ${cells.join(' | ')} |${error === undefined ? '' : ` ${JSON.stringify(error)}`}\n`,
    );
  }
}
