import { UsageError } from '../config.ts';

/** A folder that is not there, or is none, is the caller's to put right; any other error stays what it is. */
export function folderError(error: unknown): unknown {
  const cause = error instanceof Error ? error.cause : undefined;
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  if (error instanceof Error && (code === 'ENOENT' || code === 'ENOTDIR')) {
    return new UsageError(`${error.message}.`, { cause: error });
  }
  return error;
}
