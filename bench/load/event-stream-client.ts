import { ByteStream } from './byte-stream.ts';
import type { Client, ClientOptions } from './client.ts';
import { operationOf } from './speech.ts';

const END_OF_HEADERS = '\r\n\r\n';
/** An event ends with an empty line; within one there is none. */
const END_OF_EVENT = '\n\n';

/** A subscriber over an event stream of its own, in bare HTTP/1.1. */
export function openEventStreamClient(isRaw: boolean, options: ClientOptions): Client {
  const { port, onDelivery, onReady, onLost } = options;
  let isOpen = false;

  /** Frames of the chunked encoding stand between events and are skipped with what surrounds them. */
  function readEvents(bytes: Buffer): number {
    let done = 0;
    for (;;) {
      const end = bytes.indexOf(END_OF_EVENT, done);
      if (end === -1) return done;
      if (!onDelivery(bytes, done, end)) checkSilent(bytes.toString('utf8', done, end));
      done = end + END_OF_EVENT.length;
    }
  }

  return new ByteStream({
    port,
    greeting: requestOf(isRaw, options),
    onLost,
    onBytes(bytes) {
      if (isOpen) return readEvents(bytes);
      const end = bytes.indexOf(END_OF_HEADERS);
      if (end === -1) return 0;
      const head = bytes.toString('latin1', 0, end);
      if (!head.startsWith('HTTP/1.1 200')) throw new Error(`The stream was answered with ${head}`);
      isOpen = true;
      onReady(/^specwire-cursor: (.*)$/im.exec(head)?.[1]);
      const headers = end + END_OF_HEADERS.length;
      return headers + readEvents(bytes.subarray(headers));
    },
  });
}

/** What is no event of ours may be a comment, or an ID alone. */
function checkSilent(block: string): void {
  if (/^(event|data):/m.test(block)) throw new Error(`The stream said ${block}`);
}

function requestOf(isRaw: boolean, options: ClientOptions): string {
  const body = JSON.stringify(isRaw ? { specs: options.wanted } : operationOf(options));
  return [
    'POST /graphql HTTP/1.1',
    'Host: 127.0.0.1',
    'Accept: text/event-stream',
    'Content-Type: application/json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    '',
    body,
  ].join('\r\n');
}
