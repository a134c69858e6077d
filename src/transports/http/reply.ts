import type { ServerResponse } from 'node:http';
import { cutIfUnread } from '../stall-watch.ts';

/** Why a request is not served: a status, and a sentence that says what was expected and what came. */
export interface HttpProblem {
  readonly status: number;
  /** `extensions.code` of the error. */
  readonly code: string;
  readonly message: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** More `extensions` of the error. */
  readonly extensions?: Readonly<Record<string, unknown>>;
}

/** A request that cannot be understood. */
export function badRequest(message: string): HttpProblem {
  return { status: 400, code: 'BAD_REQUEST', message };
}

/** Whether a value is a problem instead of what was asked for. */
export function isProblem(value: object): value is HttpProblem {
  return 'status' in value && 'message' in value;
}

/** Answers with a text; does nothing where an answer has begun or the client is gone. */
export function sendText(
  response: ServerResponse,
  status: number,
  text: string,
  headers: Readonly<Record<string, string>>,
): void {
  if (response.headersSent || response.destroyed) return;
  response.writeHead(status, { 'content-length': String(Buffer.byteLength(text)), ...headers });
  response.end(text);
  cutIfUnread(response);
}

/** Answers with JSON. */
export function sendJson(
  response: ServerResponse,
  status: number,
  value: unknown,
  headers: Readonly<Record<string, string>> = {},
): void {
  sendText(response, status, JSON.stringify(value), {
    'content-type': 'application/json; charset=utf-8',
    'cache-control': 'no-store',
    ...headers,
  });
}

/** Answers with a problem, in the shape of a GraphQL result. */
export function sendProblem(response: ServerResponse, problem: HttpProblem): void {
  sendJson(response, problem.status, problemBody(problem), problem.headers);
}

/** A problem in the shape of a GraphQL result. */
export function problemBody({ message, code, extensions }: HttpProblem): object {
  return { errors: [{ message, extensions: { ...extensions, code } }] };
}
