import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream';
import { HoldBack } from './hold-back.ts';
import type { Situation } from './situation.ts';
import { answerHeaders, askServer, proxyPage } from './upstream.ts';
import type { Wire } from './wire.ts';

/** Passes a request on, and the answer back. */
export function relayRequest(
  situation: Situation,
  wire: Wire,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const { counts } = situation;
  counts.requests += 1;
  // What the server says of the date is passed on as it says it.
  response.sendDate = false;
  const asked = askServer(situation.target, request);
  response.on('close', () => asked.destroy());
  asked.on('response', (answer) => relayAnswer(situation, wire, answer, response));
  request.pipe(asked);
  asked.on('error', () => {
    if (response.destroyed || response.headersSent) return;
    counts.badGateway += 1;
    refuse(response, 502);
  });
}

function relayAnswer(
  situation: Situation,
  wire: Wire,
  answer: IncomingMessage,
  response: ServerResponse,
): void {
  const isEventStream = /^text\/event-stream\b/i.test(answer.headers['content-type'] ?? '');
  const { counts, behaviour } = situation;
  if (isEventStream && behaviour.eventStreams === 'refuse') {
    counts.eventStreamsRefused += 1;
    answer.destroy();
    refuse(response, 502);
    return;
  }
  if (isEventStream) {
    counts.eventStreams += 1;
    wire.stayOpen('eventStream');
    response.on('close', () => wire.stayOpenNoMore());
  }
  response.writeHead(answer.statusCode!, answer.statusMessage, answerHeaders(answer));
  if (isEventStream && behaviour.eventStreams === 'buffer') {
    counts.eventStreamsBuffered += 1;
    const { bufferBytes: bytes, bufferMs: ms } = behaviour;
    pipeline(answer, new HoldBack({ bytes, ms }), response, () => undefined);
    return;
  }
  response.flushHeaders();
  // An answer that breaks off must not look like one that ended: a pipeline that fails takes the wire along.
  pipeline(answer, response, () => undefined);
}

function refuse(response: ServerResponse, status: number): void {
  const { headers, body } = proxyPage(status);
  response.writeHead(status, headers).end(body);
}
