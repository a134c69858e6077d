// Prints what one of everything costs on this machine, and how well more of it is told from that:
// `main.ts [repetitions] [beginning of a name]`, of which three of all take some ten minutes.
import { dirname } from 'node:path';
import { broadcastsOf, groups } from './broadcasts.ts';
import { connectionsOf } from './connections.ts';
import { folders } from './folders.ts';
import type { Probe, Probed } from './probe.ts';
import { sharedLog } from './shared-log.ts';
import { sizingTables } from './tables.ts';

const CHECKOUT = dirname(dirname(import.meta.dirname));
const REPETITIONS = 3;

const PROBES: Readonly<Record<string, Probe>> = {
  'connections, WebSocket': connectionsOf('specwire', 'WebSocket'),
  'connections, event stream': connectionsOf('specwire-sse', 'event stream'),
  'broadcasts, WebSocket': broadcastsOf('specwire', 'WebSocket'),
  'broadcasts, event stream': broadcastsOf('specwire-sse', 'event stream'),
  groups,
  folders,
  'shared log': sharedLog,
};

const repetitions = Number(process.argv[2] ?? REPETITIONS);
const beginning = process.argv[3] ?? '';
const probes = Object.entries(PROBES).filter(([name]) => name.startsWith(beginning));
const found: Probed[] = [];
for (let repetition = 1; repetition <= repetitions; repetition += 1) {
  for (const [name, probe] of probes) {
    found.push(await probe(CHECKOUT));
    console.error(`${name}, ${repetition} of ${repetitions}: done`);
  }
}
console.log(sizingTables(found));
