import type { IncomingMessage } from 'node:http';
import type { Limits } from '../limits.ts';
import type { ConnectionRegistry } from './connections.ts';
import { peerOf } from './http/exchange.ts';
import type { HttpProblem } from './http/reply.ts';
import { retryAfter } from './http/retry-after.ts';

/** Whether there is room for one connection more. */
export interface Admission {
  /** Why a request cannot have a WebSocket or an event stream now, counted; nothing where it can. */
  refuse(request: IncomingMessage): HttpProblem | undefined;
}

export function createAdmission(
  connections: ConnectionRegistry,
  limits: Pick<Limits, 'maxConnections' | 'maxConnectionsPerAddress'>,
): Admission {
  function refusal(
    status: number,
    limit: 'maxConnections' | 'maxConnectionsPerAddress',
    whose: string,
  ): HttpProblem {
    const max = limits[limit];
    connections.refuse(limit);
    return {
      status,
      code: 'TOO_MANY_CONNECTIONS',
      message: `Too many WebSockets and event streams${whose}: expected at most ${max} (\`${limit}\`), got one more.`,
      headers: retryAfter(),
      extensions: { limit, max },
    };
  }

  return {
    refuse(request) {
      if (connections.count() >= limits.maxConnections) return refusal(503, 'maxConnections', '');
      if (connections.count(peerOf(request).remoteAddress) >= limits.maxConnectionsPerAddress) {
        return refusal(429, 'maxConnectionsPerAddress', ' from this address');
      }
      return undefined;
    },
  };
}
