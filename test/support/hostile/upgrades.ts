import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Situation } from './situation.ts';
import { answerHead, answerHeaders, askServer, proxyPage } from './upstream.ts';
import type { Wire } from './wire.ts';

/** Treats a request for a WebSocket as the behaviour says; a stripped one is a plain request and never comes here. */
export function relayUpgrade(situation: Situation, wire: Wire, request: IncomingMessage, head: Buffer): void {
  const { behaviour, counts } = situation;
  switch (behaviour.upgrades) {
    case 'hang':
      counts.hung += 1;
      // Reading on is what shows that the client has given up.
      wire.resume();
      wire.on('end', () => wire.end());
      return;
    case 'refuse':
      counts.refused += 1;
      refuse(wire, behaviour.refuseStatus);
      return;
    case 'pass':
    case 'swallow':
    case 'strip':
      passUpgrade(situation, wire, request, head);
  }
}

function passUpgrade(situation: Situation, wire: Wire, request: IncomingMessage, head: Buffer): void {
  const { counts, target } = situation;
  const isSwallowed = situation.behaviour.upgrades === 'swallow';
  const asked = askServer(target, request, { connection: 'Upgrade', upgrade: 'websocket' });
  wire.on('close', () => asked.destroy());
  asked.on('error', () => {
    if (wire.destroyed || wire.writableEnded) return;
    counts.badGateway += 1;
    refuse(wire, 502);
  });
  asked.on('response', (answer) => {
    // Without a length or chunks the answer's end is the connection's.
    wire.write(answerHead(answer.statusCode!, withClose(answerHeaders(answer)), answer.statusMessage));
    answer.pipe(wire);
    answer.on('error', () => wire.destroy());
    wire.resume();
  });
  asked.on('upgrade', (answer, server, firstBytes) => {
    counts.upgraded += 1;
    wire.stayOpen('webSocket');
    wire.write(answerHead(101, [...answerHeaders(answer), ...UPGRADED], answer.statusMessage));
    wire.on('close', () => server.destroy());
    if (isSwallowed) {
      counts.swallowed += 1;
      swallow(wire, server);
      return;
    }
    if (head.length > 0) server.write(head);
    if (firstBytes.length > 0) wire.write(firstBytes);
    join(wire, server);
  });
  asked.end();
}

const UPGRADED = ['Connection', 'Upgrade', 'Upgrade', 'websocket'];

function withClose(headers: readonly string[]): string[] {
  return [...headers, 'Connection', 'close'];
}

function swallow(wire: Wire, server: Duplex): void {
  server.on('error', () => undefined);
  server.resume();
  wire.resume();
  wire.on('end', () => wire.end());
}

/** Lets bytes through both ways. Each side's end reaches the other after all that came before it. */
function join(wire: Wire, server: Duplex): void {
  server.on('error', () => undefined);
  wire.pipe(server);
  server.pipe(wire);
  server.on('close', () => {
    // An end is still under way behind the last bytes; a reset has none, and takes the client's side along.
    if (wire.writableEnded) wire.resume();
    else wire.destroy();
  });
}

function refuse(wire: Wire, status: number): void {
  const { headers, body } = proxyPage(status);
  wire.resume();
  wire.end(answerHead(status, withClose(headers)) + body);
}
