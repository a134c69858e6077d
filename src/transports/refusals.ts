import type { GraphQLError } from 'graphql';
import { LIMITS, type LimitName } from '../limits.ts';
import type { ConnectionRegistry } from './connections.ts';

/**
 * Why something was turned away: the limit it exceeds, a page of a foreign origin, no token that will do, a name
 * that is not the server's, or that the server shuts down.
 */
export type RefusalReason = LimitName | 'origin' | 'access' | 'host' | 'draining';

/** Counts those errors that name a limit. */
export function countRefusals(
  connections: ConnectionRegistry,
  errors: readonly GraphQLError[] | undefined,
): void {
  for (const { extensions } of errors ?? []) {
    const limit = extensions['limit'];
    if (typeof limit === 'string' && Object.hasOwn(LIMITS, limit)) connections.refuse(limit as LimitName);
  }
}
