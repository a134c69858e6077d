import { EventStreamReader } from './event-stream-reader.ts';
import { RawSocket } from './raw-socket.ts';
import { CHANGED_TITLE, type TitleBatch } from './title-batch.ts';

/** What a follower selects; titles are all that it folds. */
const QUERY = /* GraphQL */ `
  subscription Follow($windowMs: Int, $snapshot: Boolean) {
    specsChanged(delivery: { windowMs: $windowMs }, snapshot: $snapshot) {
      cursor
      snapshot {
        id
        title
      }
      resync
      changes {
        ...ChangedTitle
      }
    }
  }
  ${CHANGED_TITLE}
`;

/** A client that folds all it hears. */
export interface Follower {
  /** Titles by ID. */
  readonly titles: Map<string, string>;
  /** Of the newest delivery. */
  readonly cursor: string | undefined;
  readonly resyncs: readonly string[];
  /** Resolves when the stream has ended, with how: the code of a WebSocket, or the last lines of an event stream. */
  readonly ended: Promise<{ readonly how: number | string; readonly atMs: number }>;
  close(): void;
}

/** `SINGLE` is an event stream in graphql-sse's single connection mode. */
export type FollowerTransport = 'WEBSOCKET' | 'SSE' | 'SINGLE';

interface Asked {
  readonly windowMs?: number;
  readonly snapshot?: boolean;
  readonly since?: string | undefined;
}

/** Begins to follow all specs over one transport. */
export async function follow(
  url: URL,
  transport: FollowerTransport,
  { windowMs = 0, snapshot = true, since }: Asked = {},
): Promise<Follower> {
  const titles = new Map<string, string>();
  const resyncs: string[] = [];
  let cursor: string | undefined;
  const request = {
    query: QUERY,
    variables: { windowMs, snapshot },
    extensions: since === undefined ? {} : { since },
  };
  const take = (payload: unknown): void => {
    const { data, errors } = payload as { data?: { specsChanged: TitleBatch }; errors?: unknown };
    if (!data) throw new Error(`Expected data, got ${JSON.stringify(errors)}`);
    const { specsChanged: batch } = data;
    ({ cursor } = batch);
    if (batch.resync) resyncs.push(batch.resync);
    if (batch.snapshot) titles.clear();
    for (const { id, title } of batch.snapshot ?? []) titles.set(id, title);
    for (const { specId, spec } of batch.changes) {
      if (spec) titles.set(specId, spec.title);
      else titles.delete(specId);
    }
  };
  const { ended, close } = await FOLLOW[transport](url, request, take);
  return {
    titles,
    resyncs,
    get cursor() {
      return cursor;
    },
    ended: ended.then((how) => ({ how, atMs: performance.now() })),
    close,
  };
}

const FOLLOW = { WEBSOCKET: followSocket, SSE: followStream, SINGLE: followSingle };

async function followSocket(url: URL, request: object, take: (payload: unknown) => void) {
  const socket = await new RawSocket(url.href.replace('http:', 'ws:')).acknowledged();
  socket.send({ id: '1', type: 'subscribe', payload: request });
  socket.socket.on('message', (data: Buffer) => {
    const message = JSON.parse(String(data)) as { type: string; payload: unknown };
    if (message.type === 'next') take(message.payload);
  });
  return { ended: socket.closed.then(({ code }) => code), close: () => socket.socket.terminate() };
}

async function followStream(url: URL, request: object, take: (payload: unknown) => void) {
  return readStream(await EventStreamReader.post(url.href, request), (data) => take(data));
}

async function followSingle(url: URL, request: { extensions: object }, take: (payload: unknown) => void) {
  const address = `${url.href}/stream`;
  const token = await (await fetch(address, { method: 'PUT' })).text();
  const headers = { 'x-graphql-event-stream-token': token };
  const stream = await EventStreamReader.open(address, { headers });
  await fetch(address, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify({ ...request, extensions: { ...request.extensions, operationId: '1' } }),
  });
  return readStream(stream, (data) => take((data as { payload: unknown }).payload));
}

function readStream(stream: EventStreamReader, onNext: (data: unknown) => void) {
  const read = async (): Promise<string> => {
    let last = '';
    for (;;) {
      const block = await stream.block().catch(() => undefined);
      if (!block) return last;
      last = block.event ?? (block.comment ? ':' : (block.retry ?? 'id'));
      if (block.event === 'next') onNext(JSON.parse(block.data!));
    }
  };
  return { ended: read(), close: () => stream.abort() };
}
