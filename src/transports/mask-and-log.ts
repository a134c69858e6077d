import type { GraphQLError } from 'graphql';
import { maskError } from '../execution/errors.ts';
import type { TransportLog } from './operation-host.ts';

/**
 * An error as a client may see it; the log has it whole.
 * @param connection the ID of the connection it came up on, if on any
 */
export function maskAndLog(error: unknown, log: TransportLog, connection?: string): GraphQLError {
  return maskError(error, (unexpected) => {
    log.error({ err: unexpected, ...(connection && { connection }) }, 'An operation failed unexpectedly');
  });
}
