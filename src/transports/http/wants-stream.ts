import type { IncomingMessage } from 'node:http';
import { headerOf, pathOf } from './exchange.ts';
import { accepts } from './media-types.ts';

/** Where whoever asks gets an event stream, whatever the Accept header says. */
export const EVENTS_PATH = '/api/events';

/** Whether a request is for an event stream. */
export function wantsStream(request: IncomingMessage): boolean {
  return accepts(headerOf(request, 'accept'), 'text/event-stream') || pathOf(request) === EVENTS_PATH;
}
