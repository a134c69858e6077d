import type { SettledBehaviour } from './behaviour.ts';

/** What went through a network since it began; only `open` goes down again. */
export interface Counts {
  /** Client connections, whatever they carried. */
  accepted: number;
  /** Client connections that are open now. */
  open: number;
  /** Requests, those for a WebSocket not among them unless they were stripped. */
  requests: number;
  /** Requests for a WebSocket, whatever became of them. */
  upgradesAsked: number;
  /** WebSockets whose handshake succeeded, swallowed ones too. */
  upgraded: number;
  refused: number;
  swallowed: number;
  hung: number;
  stripped: number;
  /** Event streams that reached the client, buffered ones too. */
  eventStreams: number;
  eventStreamsRefused: number;
  eventStreamsBuffered: number;
  /** Connections that were reset, whether by hand, by bytes or by time. */
  cut: number;
  /** Connections whose server side was closed behind the client's back. */
  halfOpened: number;
  /** Answers of 502 because the server could not be reached or broke off before it answered. */
  badGateway: number;
}

/** What all parts of one network look at; it changes under them. */
export interface Situation {
  target: URL;
  behaviour: SettledBehaviour;
  readonly counts: Counts;
}

export function noCounts(): Counts {
  return {
    accepted: 0,
    open: 0,
    requests: 0,
    upgradesAsked: 0,
    upgraded: 0,
    refused: 0,
    swallowed: 0,
    hung: 0,
    stripped: 0,
    eventStreams: 0,
    eventStreamsRefused: 0,
    eventStreamsBuffered: 0,
    cut: 0,
    halfOpened: 0,
    badGateway: 0,
  };
}
