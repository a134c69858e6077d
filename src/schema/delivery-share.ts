import type { Limits } from '../limits.ts';
import type { Connection } from '../transports/connections.ts';

/**
 * How many deliveries a second one subscription of a connection may have now: an even share of what the connection may
 * have, by the subscriptions that it has at this moment; `Infinity` where there is no limit.
 */
export function shareOf(
  connection: Pick<Connection, 'subscriptions'> | null,
  { maxDeliveriesPerSecond }: Pick<Limits, 'maxDeliveriesPerSecond'>,
): number {
  if (maxDeliveriesPerSecond === 0) return Infinity;
  return maxDeliveriesPerSecond / Math.max(1, connection?.subscriptions.length ?? 1);
}
