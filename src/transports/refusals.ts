import type { GraphQLError } from 'graphql';
import { LIMITS, type LimitName } from '../limits.ts';
import type { ConnectionRegistry } from './connections.ts';

/** Why something was turned away: the limit it exceeds, or that it comes from a page of a foreign origin. */
export type RefusalReason = LimitName | 'origin';

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
