import type { HttpProblem } from '../transports/http/reply.ts';

/** There is nothing at a request's path. */
export function nothingHere(): HttpProblem {
  return { status: 404, code: 'NOT_FOUND', message: 'There is nothing at this path.' };
}
