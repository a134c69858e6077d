import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type * as SpecwirePackage from '../../src/index.ts';
import type { LocalLog } from '../../src/log/change-log.ts';
import { DELIVERY_BYTES, MARKER, TAGS, titleOf } from '../event/event.ts';
import { priorityAt, specIdAt, specPathAt, statusAt } from '../event/specs.ts';
import { runTarget } from './target.ts';

type Spec = SpecwirePackage.Spec;

/** What a delivery has besides its padding, in bytes; cursors vary by a few. */
const UNPADDED_BYTES = 402;

// The server as its package gives it. Changes are appended to its log, which is where those of a folder arrive too.
await runTarget(async ({ specs, checkout, folder }) => {
  const entry = pathToFileURL(join(checkout, 'dist/index.js')).href;
  const { createServer } = (await import(entry)) as typeof SpecwirePackage;
  const { url, services } = await createServer({
    folder,
    port: 0,
    // All clients are on this machine.
    maxConnections: 100_000,
    maxConnectionsPerAddress: 100_000,
  });
  // Without Redis the log is this process's own.
  const log = services.log as LocalLog;
  const current = Array.from({ length: specs }, (_, index) => specAt(index));
  // A folder with specs in it is there to be saved to; its own are served then.
  if (log.specs.size === 0) {
    log.seed(
      current.map((after) => ({ kind: 'created', after })),
      [],
    );
  }
  return {
    port: Number(url.port),
    publish(sequences) {
      const changes = sequences.map((sequence) => {
        const index = sequence % specs;
        const before = current[index]!;
        const after = retitled(before, sequence);
        current[index] = after;
        return { kind: 'updated', before, after, fields: ['title'] } as const;
      });
      log.append(changes, []);
    },
  };
});

function specAt(index: number): Spec {
  const id = specIdAt(index);
  const status = statusAt(index);
  const priority = priorityAt(index);
  return {
    id,
    title: `${MARKER}none`,
    type: 'task',
    status,
    priority,
    parentId: id.slice(0, id.lastIndexOf('-')),
    dependencyIds: [],
    tags: TAGS,
    created: null,
    updated: null,
    path: specPathAt(index),
    revision: '',
    modifiedAtMs: Date.now(),
    metadata: { status, priority, tags: TAGS },
    body: 'What it is about.',
    checklist: { total: 0, done: 0 },
    problems: [],
  };
}

function retitled(spec: Spec, sequence: number): Spec {
  const title = titleOf(sequence, DELIVERY_BYTES - UNPADDED_BYTES);
  return { ...spec, title, revision: String(sequence), modifiedAtMs: Date.now() };
}
