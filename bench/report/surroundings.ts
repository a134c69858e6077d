import { readFileSync } from 'node:fs';
import { availableParallelism, cpus, release, totalmem, type } from 'node:os';
import { join } from 'node:path';

const PEERS = [
  'ws',
  'graphql-ws',
  'graphql-yoga',
  '@apollo/server',
  'graphql-subscriptions',
  'mercurius',
  'fastify',
  'socket.io',
  'graphql',
] as const;

/** When, on what and with which versions was measured, as a list in Markdown. */
export function surroundings(bench: string, checkout: string): string {
  const gibibytes = (totalmem() / 2 ** 30).toFixed(1);
  const model = cpus()[0]?.model.trim() ?? 'unknown processor';
  const peers = PEERS.map((name) => `${name} ${versionIn(join(bench, 'node_modules', name))}`);
  return [
    `- ${new Date().toISOString().slice(0, 10)}`,
    `- ${model}, ${availableParallelism()} cores, ${gibibytes} GiB; ${type()} ${release()}`,
    `- Node ${process.versions.node}`,
    `- specwire ${versionIn(checkout)}, with graphql ${versionIn(join(checkout, 'node_modules/graphql'))}`,
    `- ${peers.join(', ')}; the peers run on graphql 16, since Apollo Server and Mercurius need it`,
  ].join('\n');
}

function versionIn(folder: string): string {
  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string };
  return version;
}
