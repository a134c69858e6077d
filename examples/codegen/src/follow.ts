// Prints what changes below the specs that are named: node dist/follow.js <address of /graphql> [IDs or patterns…]
import { createSpecClient } from 'specwire/client';
import { SpecChangedDocument, type SpecChangedSubscription } from './gql/graphql.js';

/** An event in words; the compiler knows every kind there is, and which fields each has. */
function inWords(event: SpecChangedSubscription['specChanged']): string {
  switch (event.__typename) {
    case 'SpecCreated':
      return `${event.spec.id} is new: ${event.spec.title} (${event.spec.status ?? 'no status'})`;
    case 'SpecUpdated':
      return event.fieldChanges
        .map(({ field, before, after }) => `${event.specId} ${field}: ${text(before)} → ${text(after)}`)
        .join('\n');
    case 'SpecDeleted':
      return `${event.specId} is gone: ${event.title}`;
    case 'SpecBatch':
    case 'SpecResync':
      return 'What was missed is not known: read the specs anew';
  }
}

/** A value of metadata, which is a text, a list or a map. */
function text(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

const [url = 'http://127.0.0.1:4000/graphql', ...ids] = process.argv.slice(2);
const client = createSpecClient({ url });
let shown = client.status.state;
client.onStatus(({ state, reason }) => {
  // A status is also told when a round trip has been measured.
  if (state === shown) return;
  shown = state;
  console.log(reason === null ? `(${state})` : `(${state}: ${reason})`);
});
const filter = ids.length > 0 ? { ids, includeChildren: true } : {};
for await (const { data, errors } of client.subscribe(SpecChangedDocument, { filter })) {
  for (const { message } of errors ?? []) console.error(message);
  if (data) console.log(inWords(data.specChanged));
}
