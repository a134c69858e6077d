import { ByteStream } from './byte-stream.ts';
import type { Client, ClientOptions } from './client.ts';
import { readEvents } from './stream-events.ts';
import { operationOf } from './speech.ts';

const END_OF_HEADERS = '\r\n\r\n';

/** A subscriber over an event stream of its own, in bare HTTP/1.1. */
export function openEventStreamClient(isRaw: boolean, options: ClientOptions): Client {
  const { port, onDelivery, onReady, onLost } = options;
  let isOpen = false;

  function takeEvent(bytes: Buffer, start: number, end: number): void {
    if (!onDelivery(bytes, start, end)) checkSilent(bytes.toString('utf8', start, end));
  }

  return new ByteStream({
    port,
    greeting: requestOf(isRaw, options),
    onLost,
    onBytes(bytes) {
      if (isOpen) return readEvents(bytes, takeEvent);
      const end = bytes.indexOf(END_OF_HEADERS);
      if (end === -1) return 0;
      const head = bytes.toString('latin1', 0, end);
      if (!head.startsWith('HTTP/1.1 200')) throw new Error(`The stream was answered with ${head}`);
      isOpen = true;
      onReady(/^specwire-cursor: (.*)$/im.exec(head)?.[1]);
      const headers = end + END_OF_HEADERS.length;
      return headers + readEvents(bytes.subarray(headers), takeEvent);
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
