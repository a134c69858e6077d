import { isRefusal, type Access, type Refusal } from '../../transports/access.ts';
import { bearerTokenOf } from '../../transports/credentials.ts';
import type { Gate } from '../../transports/gate.ts';
import type { AdmittedExchange, HttpExchange } from '../../transports/http/exchange.ts';
import { isProblem, sendJson, sendProblem, type HttpProblem } from '../../transports/http/reply.ts';
import { retryAfter } from '../../transports/http/retry-after.ts';
import { wantsStream } from '../../transports/http/wants-stream.ts';
import type { Tickets } from './tickets.ts';

/** How requests are let in. */
export interface HttpAccess {
  /** What a request may do. One that may nothing has been answered, and there is nothing left to do then. */
  admit(exchange: HttpExchange): Promise<AdmittedExchange | null>;
  /** Answers with a ticket. */
  issueTicket(exchange: HttpExchange): Promise<void>;
}

export interface HttpAccessOptions {
  readonly gate: Gate;
  /** Hears of those who are turned away, with the reason. */
  readonly onRefusal: (reason: string) => void;
  readonly tickets: Tickets;
}

export function createHttpAccess({ gate, onRefusal, tickets }: HttpAccessOptions): HttpAccess {
  async function admit(exchange: HttpExchange): Promise<AdmittedExchange | null> {
    const access = await accessOf(exchange);
    if (!isProblem(access)) return { ...exchange, access };
    onRefusal(access.message);
    sendProblem(exchange.response, access);
    return null;
  }

  async function accessOf({ request, method, query }: HttpExchange): Promise<Access | HttpProblem> {
    const { headers } = request;
    if (!gate.isOpen) {
      const problem = tokenInAddress(query, request.url?.startsWith('/graphql/stream') ?? false);
      if (problem) return problem;
    }
    const token = bearerTokenOf(headers);
    const ticket = query.get('ticket');
    if (ticket !== null && token === null && !gate.isOpen) {
      const isStream = method === 'GET' && wantsStream(request);
      return (isStream ? tickets.take(ticket) : undefined) ?? problemOf(noTicket(isStream), true);
    }
    const answer = await gate.admit({ token, headers, connectionParams: null });
    return isRefusal(answer) ? problemOf(answer, token !== null) : answer;
  }

  return {
    admit,
    async issueTicket(exchange) {
      const admitted = await admit(exchange);
      if (!admitted) return;
      const issued = tickets.issue(admitted.access);
      if (!issued) return sendProblem(exchange.response, tooManyTickets());
      const { ticket, expiresAtMs } = issued;
      sendJson(exchange.response, 201, { ticket, expiresAt: new Date(expiresAtMs).toISOString() });
    },
  };
}

/**
 * A token that lasts must not stand in an address, which logs and histories keep. The single connection mode has a
 * `token` of its own there, which lasts as long as its stream.
 */
export function tokenInAddress(query: URLSearchParams, hasReservations: boolean): HttpProblem | undefined {
  const names = ['access_token', 'authorization', ...(hasReservations ? [] : ['token'])];
  const name = names.find((candidate) => query.has(candidate));
  if (name === undefined) return undefined;
  return {
    status: 400,
    code: 'BAD_REQUEST',
    message:
      `Expected no \`${name}\` in the address, where logs would keep it. Send \`Authorization: Bearer …\`; for what ` +
      'cannot send headers, POST /graphql/ticket gives a ticket for `?ticket=`.',
  };
}

function problemOf({ refused, message }: Refusal, hadToken: boolean): HttpProblem {
  if (refused === 'unavailable') {
    return { status: 503, code: 'SERVICE_UNAVAILABLE', message, headers: retryAfter() };
  }
  // RFC 6750 section 3.1: no error code for whoever did not know that a token is needed.
  const challenge = hadToken ? 'Bearer realm="specwire", error="invalid_token"' : 'Bearer realm="specwire"';
  return { status: 401, code: 'UNAUTHENTICATED', message, headers: { 'www-authenticate': challenge } };
}

function noTicket(isStream: boolean): Refusal {
  return {
    refused: 'unauthorized',
    message: isStream
      ? 'The ticket was used, is too old, or was never issued; POST /graphql/ticket gives another.'
      : 'A ticket opens an event stream, by GET, and nothing else.',
  };
}

function tooManyTickets(): HttpProblem {
  return {
    status: 503,
    code: 'TOO_MANY_TICKETS',
    message: 'Too many tickets are issued and not used.',
    headers: retryAfter(),
  };
}
