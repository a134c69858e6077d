import { createSpecClient, SpecClientError } from '../client/index.ts';
import { TailDocument } from '../client/generated/graphql.ts';
import { ConnectionNotices } from './connection-notices.ts';
import { inert } from './inert.ts';
import { EXIT, type ExitCode, type Io } from './io.ts';
import { isColoured, renderSegments, type Segment } from './segments.ts';
import { tailEventsOf, type TailEvent } from './tail-event.ts';
import { tailSegments, timeSegment } from './tail-lines.ts';
import { parseTailOptions, type TailOptions } from './tail-options.ts';

/** What a connection needs to be mended is not worth a word if it takes less, in milliseconds. */
const PATIENCE_MS = 1_000;

/**
 * Prints a line for each change, until the process is asked to end or enough lines are there.
 * @throws {UsageError} for flags that cannot be
 * @throws {Error} when the server does not let it in, or does not run what it asks for
 */
export async function tail(
  ids: readonly string[],
  flags: Readonly<Record<string, unknown>>,
  io: Io,
): Promise<ExitCode> {
  const options = parseTailOptions(ids, flags, io.env);
  const isWatched = io.stdout.isTTY === true;
  const print = printer(options, io);
  const tell = (notice: string) => {
    if (options.quiet) return;
    io.stderr.write(`${renderSegments([[notice, 'dim']], isColoured(io.env, io.stderr))}\n`);
  };
  const { origin, pathname } = new URL(options.url);
  using notices = new ConnectionNotices({
    place: `${origin}${pathname}`,
    isWatched,
    patienceMs: PATIENCE_MS,
    tell,
  });
  using client = createSpecClient(options);
  client.onStatus((status) => notices.take(status));

  const { filter, windowMs } = options;
  let { since: cursor } = options;
  // Who looks on wants to see each change, unless they say that they want them gathered.
  const delivery = { windowMs: windowMs ?? 0, conflate: windowMs !== undefined };
  const results = client.subscribe(TailDocument, { filter, delivery }, undefined, {
    since: options.since,
    onBegun: (begun) => (cursor ??= begun),
  });
  let isWaiting = false;
  const stopListening = io.onEndRequest(() => {
    void results.return?.();
    // What nobody takes would keep the process for ever.
    if (isWaiting) io.exit(EXIT.ok);
  });
  let left = options.exitAfter;
  try {
    for await (const { data, errors } of results) {
      if (!data) throw new Error(`the server refuses: ${errors?.[0]?.message ?? 'it gives no reason'}`);
      const batch = data.specsChanged;
      for (const event of tailEventsOf(batch).slice(0, left)) {
        isWaiting = true;
        await print(event);
        isWaiting = false;
        cursor = event.cursor;
        left -= 1;
      }
      if (left === 0) break;
      cursor = batch.cursor;
    }
  } catch (error) {
    throw inWords(error);
  } finally {
    stopListening();
    if (isWatched && cursor !== undefined) tell(`To carry on from here: --since ${cursor}`);
  }
  return EXIT.ok;
}

/** Prints one event a line; resolves when more may come. */
function printer({ json, time }: TailOptions, { stdout, env }: Io): (event: TailEvent) => Promise<void> {
  const isColourful = isColoured(env, stdout);
  const lineOf = (event: TailEvent) => {
    if (json) return inert(JSON.stringify(event));
    const segments: Segment[] = time ? [timeSegment(event.timestamp)] : [];
    return renderSegments([...segments, ...tailSegments(event)], isColourful);
  };
  return async (event) => {
    const hasRoom = stdout.write(`${lineOf(event)}\n`);
    if (hasRoom === false) await new Promise<void>((resolve) => stdout.once?.('drain', resolve));
  };
}

function inWords(error: unknown): unknown {
  if (!(error instanceof SpecClientError)) return error;
  const help =
    error.code === 'UNAUTHENTICATED' ? '. SPECWIRE_TOKEN, or --token, wants a token that it knows.' : '';
  return new Error(`the server refuses: ${error.message}${help}`, { cause: error });
}
