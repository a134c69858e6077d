import type { ConnectionListener } from './connections.ts';
import type { TransportLog } from './operation-host.ts';

/** Logs how connections come and go, each by its ID; what is usual only where everything is wanted. */
export function logConnections(log: TransportLog): ConnectionListener {
  return {
    opened: ({ id, transport, remoteAddress }) =>
      log.debug?.({ connection: id, transport, remoteAddress }, 'a connection was opened'),
    closed({ id, transport, connectedAtMs }, reason) {
      const details = {
        connection: id,
        transport,
        seconds: Math.round((Date.now() - connectedAtMs) / 1_000),
      };
      if (reason === 'pruned') log.info(details, 'a connection showed no sign of life and was ended');
      else log.debug?.(details, 'a connection was closed');
    },
    refused: (reason) => log.info({ reason }, 'a client was turned away'),
  };
}
