import { parseServeOptions, type ServeOptions, type SettingName } from '../config.ts';
import { createServer } from '../create-server.ts';
import { readAccess } from './access.ts';
import { DEFAULT_FOLDER } from './default-folder.ts';
import { folderError } from './folder-error.ts';
import { EXIT, type ExitCode, type Io } from './io.ts';
import { createLog } from './log.ts';

/**
 * Serves a folder until the process is asked to end; asked twice, it ends at once.
 * @param given the folder; without one it is the usual one, or with a log in Redis what others watch
 * @throws {UsageError} for settings that cannot be, and for a folder that is none
 */
export async function serve(
  given: string | undefined,
  flags: Readonly<Partial<Record<SettingName, unknown>>>,
  io: Io,
): Promise<ExitCode> {
  const settings = parseServeOptions(flags, io.env);
  const { logLevel, drainSeconds, ...options } = settings;
  const folder = given ?? (settings.redisUrl === undefined ? DEFAULT_FOLDER : undefined);
  const access = await readAccess(settings);
  const log = createLog(logLevel, io.stderr);
  const ending = Promise.withResolvers<void>();
  const starting = new AbortController();
  let requests = 0;
  const stopListening = io.onEndRequest(() => {
    requests += 1;
    ending.resolve();
    starting.abort();
    if (requests > 1) io.exit(EXIT.fault);
  });
  try {
    await using server = await createServer({ ...options, access, folder, log, signal: starting.signal });
    const { specs } = server.services.log;
    io.stdout.write(
      `Specwire serves ${specs.size} ${specs.size === 1 ? 'spec' : 'specs'} from ${folder ?? 'Redis'} at ${server.url.href}\n`,
    );
    await ending.promise;
    log.info({ drainSeconds, connections: server.services.connections.all().length }, 'draining');
    await server.drain(drainSeconds * 1_000);
    log.info('ending');
  } catch (error) {
    if (starting.signal.aborted && error === starting.signal.reason) return EXIT.ok;
    throw isTaken(error) ? taken(settings, error) : folderError(error);
  } finally {
    stopListening();
  }
  return EXIT.ok;
}

function isTaken(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
}

function taken({ host, port }: Pick<ServeOptions, 'host' | 'port'>, cause: unknown): Error {
  return new Error(`${host}:${port} is taken by another program; --port takes another, 0 any that is free.`, {
    cause,
  });
}
