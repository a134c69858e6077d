import { randomUUID } from 'node:crypto';
import { cpuUsage, memoryUsage } from 'node:process';
import { Hub, joinedIn } from './delivery/hub.ts';
import type { Delivery } from './delivery/delivery.ts';
import { createExecutor, type ExecutorOptions } from './execution/executor.ts';
import { eftFormat } from './format/eft.ts';
import type { SpecFormat } from './format/format.ts';
import { formatCursor } from './log/cursor.ts';
import type { LogStateOptions } from './log/log-state.ts';
import { resolveLimits, type Limits } from './limits.ts';
import { openLog, type SharedLogOptions } from './open-log.ts';
import { CURSOR_EXTENSION, SINCE_EXTENSION } from './protocol/extensions.ts';
import { isLoopback } from './loopback.ts';
import type { SchemaContext, Services } from './schema/context.ts';
import { schema } from './schema/index.ts';
import { beginNesting } from './schema/nested-specs.ts';
import { createSights } from './schema/sight.ts';
import { createAuthenticate, type AccessOptions } from './server/access/authenticate.ts';
import { createHttpServer, type HttpServerOptions } from './server/http.ts';
import { createMetrics } from './server/metrics.ts';
import type { FolderSourceOptions } from './source/folder-source-options.ts';
import { createFolderSource } from './source/folder-source.ts';
import { logConnections } from './transports/connection-log.ts';
import { createConnectionRegistry } from './transports/connections.ts';
import type { TransportLog } from './transports/operation-host.ts';
import { version } from './version.ts';

/** How a server for one folder of specs is set up. */
export interface SpecwireOptions
  extends
    Omit<
      FolderSourceOptions,
      'folder' | 'format' | 'onReadings' | 'onProblem' | 'onState' | 'onStage' | 'maxBytes'
    >,
    Omit<LogStateOptions, 'onListenerError'>,
    SharedLogOptions,
    Partial<Limits>,
    Pick<
      HttpServerOptions<SchemaContext>,
      'authenticate' | 'corsOrigins' | 'graphiql' | 'nodeName' | 'trustedProxies'
    >,
    Pick<ExecutorOptions<SchemaContext>, 'introspection' | 'maxReplayBytes'> {
  /**
   * The watched folder; relative to the working directory, or absolute. It may be a symbolic link. A server whose log is
   * in Redis can do without: it serves what others watch.
   */
  readonly folder?: string | undefined;
  /** Bearer tokens that let somebody in; an `authenticate` of your own stands in place of them. @default none */
  readonly access?: AccessOptions | undefined;
  /** Whether a host beyond loopback may do without access control. @default false */
  readonly allowAnyone?: boolean;
  /** How specs are written. @default eftFormat */
  readonly format?: SpecFormat;
  /** @default '127.0.0.1' */
  readonly host?: string;
  /** `0` takes any that is free. @default 4000 */
  readonly port?: number;
  /**
   * Whether browsers get the live dashboard at `/`, or the folder where one has been built; without it they are sent on
   * to GraphiQL. @default true
   */
  readonly dashboard?: boolean | URL;
  /** Whether Prometheus gets metrics at `/metrics`. @default true */
  readonly metrics?: boolean;
  /** @default nothing is logged */
  readonly log?: TransportLog;
  /** Ends the wait for a Redis that has no specs yet, or is not there. @default it is waited for */
  readonly signal?: AbortSignal | undefined;
}

/** A running server; disposing it ends every connection, timer and watcher, and twice is harmless. */
export interface Specwire extends AsyncDisposable {
  /** The address of the API. */
  readonly url: URL;
  /** What it serves from, for programs that embed it. */
  readonly services: Services;
  /**
   * Ends in good order what disposing would cut off: takes nobody in any more, and ends each connection when its
   * client has what there is, so that it comes back. What is left is to dispose it.
   * @param overMs the time over which the ends are spread, in milliseconds; `0` ends all at once
   */
  drain(overMs: number): Promise<void>;
}

/**
 * Scans the folder, then listens: the port opens when every spec is known. With a log in Redis that may be before there
 * is any folder, and never as long as nobody has written one.
 * @throws {RangeError} for a limit or a node's name that cannot be, and for an address of a Redis that is none
 * @throws when there is neither folder nor Redis, when the host is beyond loopback and nothing says who may do what,
 * when the folder cannot be read or the address cannot be listened on; nothing is left running then.
 */
export async function createServer(options: SpecwireOptions): Promise<Specwire> {
  const limits = resolveLimits(options);
  const { format = eftFormat, host = '127.0.0.1', port = 4000, log: logger = SILENT } = options;
  const authenticate = options.authenticate ?? (options.access ? createAuthenticate(options.access) : null);
  if (!authenticate && !options.allowAnyone && !isLoopback(host)) {
    throw new Error(
      `host: ${host} can be reached from other machines and there is no access control. Give \`access\` or ` +
        '`authenticate`, or say that this is meant with `allowAnyone`.',
    );
  }
  const { folder, redisUrl } = options;
  if (folder === undefined && redisUrl === undefined) {
    throw new Error('folder: expected one, unless `redisUrl` says where the specs are that others watch.');
  }
  const node = {
    id: randomUUID(),
    version,
    startedAtMs: Date.now(),
    memoryBytes: () => memoryUsage.rss(),
  };
  const opened = await openLog({
    ...options,
    ...limits,
    logger,
    nodeId: node.id,
    self: () => ({
      id: node.id,
      version,
      startedAtMs: node.startedAtMs,
      isWatching: folder !== undefined,
      head: log.head,
      connections: connections.all().length,
    }),
  });
  const { log } = opened;
  const hub = new Hub({ log, onDelivered: (ms, deliveries) => metrics?.noteDelivery(ms, deliveries) });
  const connections = createConnectionRegistry(Date.now, logConnections(logger));
  let commits = 0;
  let isDraining = false;
  log.onCommit(() => void (commits += 1));

  let isScanned = false;
  const watched =
    folder === undefined
      ? undefined
      : createFolderSource({
          ...options,
          folder,
          maxBytes: limits.maxFileBytes,
          format,
          onProblem: (message, error) => logger.warn({ err: error }, message),
          onState: (state) => {
            if (state === 'degraded')
              logger.warn({ state }, 'changes are found by rescans, not as they happen');
            else if (state === 'watching') logger.info({ state }, 'the watcher works');
          },
          onStage: (stage, ms) => metrics?.noteStage(stage, ms),
          onReadings: async (readings, signal) => {
            const isFirst = !isScanned;
            const startedAtMs = performance.now();
            const changes = await opened.take(readings, signal);
            isScanned = true;
            if (!isFirst && changes > 0) metrics?.noteStage('commit', performance.now() - startedAtMs);
            if (isFirst) logger.info({ specs: changes }, 'the folder is scanned');
            else if (changes > 0 && redisUrl === undefined)
              logger.info({ changes, head: log.head }, 'specs changed');
          },
        });
  const watcher = () => watched?.status ?? NO_WATCHER;

  const services: Services = {
    log,
    hub,
    connections,
    limits,
    watcher,
    sharedLog: opened.status,
    work: () => ({ ...executor.work, ...hub.work }),
    node,
  };
  const sightOf = createSights(log.specs);
  const { maxReplayBytes } = options;
  const executor = createExecutor<SchemaContext>({
    ...limits,
    ...(maxReplayBytes === undefined ? {} : { maxReplayBytes }),
    schema,
    introspection: options.introspection ?? true,
    beforeExecution: beginNesting,
    onUnexpectedError: (error) => logger.error({ err: error }, 'an operation failed unexpectedly'),
    extensionsOf: (event) => (isDelivery(event) ? { [CURSOR_EXTENSION]: event.cursor } : undefined),
    onTaken: (event, { subscription }) => {
      if (isDelivery(event)) hub.taken(event, subscription?.startedAtMs);
    },
    tallyOf: ({ subscription }) => subscription,
    joinedIn: (event) => (isDelivery(event) ? joinedIn(event) : 0),
    scopeOf: ({ scope }) => scope?.key ?? '',
    // What a shared result is made with belongs to nobody, and is in sight of all who share it.
    shareContext: (context) => ({
      ...context,
      isOperator: false,
      connection: null,
      subscription: null,
      nested: { left: 0, max: 0 },
      since: undefined,
    }),
  });
  const lacksRedis = (): boolean =>
    options.readyNeedsRedis === true && opened.status()?.isConnected === false;
  const isReady = (): boolean =>
    opened.isKnown() && watcher().state !== 'stopped' && !isDraining && !lacksRedis();
  const metrics =
    (options.metrics ?? true)
      ? createMetrics({
          version,
          nodeId: services.node.id,
          startedAtMs: services.node.startedAtMs,
          isReady,
          watcher,
          specs: () => log.specs.size,
          problems: () =>
            [...log.specs].reduce((sum, { problems }) => sum + problems.length, log.looseProblems.length),
          connections,
          refusals: () => connections.totals.refusedBy,
          delivery: () => ({ commits, ...hub.counts }),
          hub: () => ({ groups: hub.groups, interests: hub.interests, ...hub.work }),
          log: () => ({ head: log.head, ...log.size }),
          sharedLog: opened.status,
          executor: () => executor.work,
          memory: memoryUsage,
          cpu: cpuUsage,
        })
      : undefined;
  const http = createHttpServer<SchemaContext>({
    ...options,
    ...limits,
    metrics,
    dashboard: dashboardFolder(options.dashboard ?? true),
    authenticate,
    // Whoever can reach the port may read everything, and a browser on this machine can, whatever page it shows.
    anyHost: authenticate !== null || (options.allowAnyone ?? false) || !isLoopback(host),
    executor,
    connections,
    log: logger,
    createContext: ({ connection, subscription, request, access }) => ({
      services,
      ...sightOf(access),
      connection,
      subscription,
      nested: { left: 0, max: 0 },
      since: request.extensions?.[SINCE_EXTENSION],
    }),
    headCursor: () => formatCursor({ epoch: log.epoch, position: log.head }),
    health: () => {
      const shared = opened.status();
      const redis = shared && { redis: shared.isConnected ? 'connected' : 'away', lagMs: shared.lagMs };
      return { ready: isReady(), watcher: watcher().state, ...redis };
    },
  });

  const stack = new AsyncDisposableStack();
  if (metrics) stack.use(metrics);
  stack.use(opened);
  stack.use(hub);
  if (watched) stack.use(watched);
  stack.use(http);
  try {
    opened.start();
    await watched?.start();
    await opened.ready(options.signal);
    const url = await http.listen(port, host);
    return {
      url,
      services,
      drain(overMs) {
        isDraining = true;
        hub.hurry();
        return http.drain(overMs);
      },
      [Symbol.asyncDispose]: () => stack.disposeAsync(),
    };
  } catch (error) {
    await stack.disposeAsync();
    throw error;
  }
}

/** Where `npm run build` puts the dashboard, seen from the sources as from what they are built into. */
const BUILT_DASHBOARD = new URL('../dist/dashboard/', import.meta.url);

function dashboardFolder(dashboard: boolean | URL): URL | null {
  if (dashboard instanceof URL) return dashboard;
  return dashboard ? BUILT_DASHBOARD : null;
}

/** What is told of the watcher of a server that has no folder. */
const NO_WATCHER = { state: 'none', lastScanMs: null, lastChangeAtMs: null, repairs: 0 };

const SILENT: TransportLog = { info() {}, warn() {}, error() {} };

/** A subscription's event is a delivery, or a tick of the server's status. */
function isDelivery(event: unknown): event is Delivery {
  return typeof event === 'object' && event !== null && 'cursor' in event;
}
