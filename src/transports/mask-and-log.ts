import type { GraphQLError } from 'graphql';
import { maskError } from '../execution/errors.ts';
import type { TransportLog } from './operation-host.ts';

/** An error as a client may see it; the log has it whole. */
export function maskAndLog(error: unknown, log: TransportLog): GraphQLError {
  return maskError(error, (unexpected) => log.error({ err: unexpected }, 'An operation failed unexpectedly'));
}
