import {
  CloseCode,
  handleProtocols,
  makeServer,
  MessageType,
  parseMessage,
  type CompleteMessage,
  type ConnectionInitMessage,
  type Server,
  type SubscribeMessage,
} from 'graphql-ws';
import type { IncomingMessage } from 'node:http';
import type { ExecutionArgs, ExecutionResult, GraphQLError } from 'graphql';
import type { PreparedOperation } from '../execution/executor.ts';
import { ENDINGS, naming } from '../protocol/endings.ts';
import { ANNOUNCE_EXTENSION, CURSOR_EXTENSION } from '../protocol/extensions.ts';
import { Deadlines } from './deadlines.ts';
import type { Access } from './access.ts';
import { payloadTokenOf } from './credentials.ts';
import { maskAndLog } from './mask-and-log.ts';
import { countRefusals } from './refusals.ts';
import {
  isResultStream,
  prepareOperation,
  releaseOperation,
  startOperation,
  tooManyOperations,
  tooManySubscriptions,
} from './operation.ts';
import type { ResultStream } from './result-stream.ts';
import type { ConnectionRegistry } from './connections.ts';
import type { OperationHost, TransportLog } from './operation-host.ts';
import { SocketAccess } from './socket-access.ts';
import { SocketOperation } from './socket-operation.ts';
import type { SocketListener, TextSocket } from './web-socket-peer.ts';

export interface GraphqlWsOptions {
  /** The newest position of the log, told with the acknowledgement. */
  readonly headCursor: () => string;
  /** How long a client may wait with `connection_init`, in milliseconds; `0` and `Infinity` let it wait for ever. */
  readonly connectionInitTimeoutMs: number;
}

/** The graphql-transport-ws protocol. */
export interface GraphqlWs {
  selectProtocol(offered: Set<string>): string | false;
  accept(socket: TextSocket, request: IncomingMessage): SocketListener;
}

/** What graphql-ws hands through from `onSubscribe` to `execute` and `subscribe`. */
interface OperationContext {
  /** Until the operation runs. */
  prepared: PreparedOperation | undefined;
  readonly operation: SocketOperation;
  readonly socket: TextSocket;
  readonly access: Access;
  /** Whether the client asked to be told where it begins. */
  readonly isAnnounced: boolean;
}

interface SocketState {
  readonly socket: TextSocket;
  readonly access: SocketAccess;
  /** By the ID that graphql-ws knows them by. */
  readonly operations: Map<string, SocketOperation>;
}

/**
 * graphql-ws keeps the protocol; around it stand IDs of our own. The client's IDs are mapped to fresh ones, since an
 * operation that ends late must not touch one that uses its ID by then.
 */
export function createGraphqlWs<TContext>(
  transport: OperationHost<TContext>,
  { headCursor, connectionInitTimeoutMs }: GraphqlWsOptions,
): GraphqlWs {
  const { log, executor } = transport;

  async function run(args: ExecutionArgs): Promise<ExecutionResult | ResultStream> {
    const context = args.contextValue as OperationContext;
    const { prepared, operation, socket, access, isAnnounced } = context;
    if (!prepared) throw new Error('An operation was run twice.');
    // graphql-ws keeps its arguments for as long as the operation runs.
    context.prepared = undefined;
    const running = await startOperation(transport, prepared, access, {
      handle: socket.handle,
      id: operation.clientId,
    });
    operation.running = running;
    const { outcome } = running;
    if (operation.isSilent) {
      releaseOperation(running);
    } else if (isResultStream(outcome)) {
      if (isAnnounced) announce(socket, operation.clientId, outcome.cursor);
      outcome.attach(operation);
    }
    return outcome;
  }

  const initDeadlines = new Deadlines<TextSocket>(connectionInitTimeoutMs, (socket) => {
    transport.connections.refuse('connectionInitTimeoutMs');
    socket.close(naming(ENDINGS.initTimeout, 'connectionInitTimeoutMs', connectionInitTimeoutMs));
  });

  const server = makeServer<ConnectionInitMessage['payload'], SocketState>({
    // One timer for all sockets, instead of graphql-ws's own for each.
    connectionInitWaitTimeout: 0,
    async onConnect({ connectionParams, extra }) {
      initDeadlines.remove(extra.socket);
      // Whoever is turned away has been told; what graphql-ws would close with comes too late.
      return (await extra.access.begin(connectionParams)) && { [CURSOR_EXTENSION]: headCursor() };
    },
    onSubscribe({ extra: { socket, operations, access } }, id) {
      const operation = operations.get(id);
      const request = operation?.request;
      if (!operation || !request) throw new Error('An operation began that was not announced.');
      // What graphql-ws holds of it for as long as it runs is next to nothing.
      operation.request = undefined;
      const prepared = prepareOperation(transport, request);
      if ('errors' in prepared) return prepared.errors;
      if (prepared.operation.operation === 'subscription') {
        const max = transport.maxSubscriptionsPerConnection;
        if (countSubscriptions(operations.values()) >= max) {
          const refusal = tooManySubscriptions(max);
          countRefusals(transport.connections, [refusal]);
          return [refusal];
        }
        operation.isSubscription = true;
      }
      const contextValue: OperationContext = {
        prepared,
        operation,
        socket,
        access: access.current,
        isAnnounced: request.extensions?.[ANNOUNCE_EXTENSION] === true,
      };
      return {
        schema: executor.schema,
        document: prepared.document,
        operationName: request.operationName ?? null,
        contextValue,
      };
    },
    execute: run,
    subscribe: run,
    onNext({ extra }, id, _request, _args, result) {
      const operation = extra.operations.get(id);
      if (operation) operation.payload = executor.textOf(result);
      // A stand-in, so that graphql-ws does not serialise the result once more for each socket.
      return {};
    },
    onError: ({ extra }, _id, _request, errors) =>
      errors.map((error) => maskAndLog(error, log, extra.socket.handle.connection.id).toJSON()),
  });

  return {
    selectProtocol: handleProtocols,
    accept(socket, request) {
      const access = new SocketAccess(socket, request.headers, transport);
      const session = new Session(socket, access, transport, initDeadlines);
      initDeadlines.add(socket);
      session.opened(server.opened(session, session));
      return session;
    },
  };
}

/** Tells where a subscription begins: the protocol lets a server send a pong that nobody asked for. */
function announce(socket: TextSocket, id: string, cursor: string | undefined): void {
  void socket.reply(JSON.stringify({ type: MessageType.Pong, payload: { id, cursor } }));
}

/** Those that the client has not completed. */
function countLive(operations: Iterable<SocketOperation>): number {
  let count = 0;
  for (const { isSilent } of operations) if (!isSilent) count += 1;
  return count;
}

/** Those of them that are subscriptions. */
function countSubscriptions(operations: Iterable<SocketOperation>): number {
  let count = 0;
  for (const { isSubscription, isSilent } of operations) if (isSubscription && !isSilent) count += 1;
  return count;
}

/** A socket as graphql-ws wants it. */
type OutgoingSocket = Parameters<Server['opened']>[0];

/** One socket: what comes in is checked and gets our IDs, what goes out gets the client's again. */
class Session implements SocketListener, SocketState, OutgoingSocket {
  readonly socket: TextSocket;
  readonly access: SocketAccess;
  readonly operations = new Map<string, SocketOperation>();
  readonly #log: TransportLog;
  readonly #connections: ConnectionRegistry;
  readonly #maxOperations: number;
  readonly #initDeadlines: Deadlines<TextSocket>;
  #lastId = 0;
  #receive: (text: string) => Promise<void> = () => Promise.resolve();
  #end: (code: number, reason: string) => Promise<void> = () => Promise.resolve();

  constructor(
    socket: TextSocket,
    access: SocketAccess,
    {
      log,
      connections,
      maxOperationsPerConnection,
    }: Pick<OperationHost<never>, 'log' | 'connections' | 'maxOperationsPerConnection'>,
    initDeadlines: Deadlines<TextSocket>,
  ) {
    this.socket = socket;
    this.#initDeadlines = initDeadlines;
    this.access = access;
    this.#log = log;
    this.#connections = connections;
    this.#maxOperations = maxOperationsPerConnection;
  }

  get #connection(): string {
    return this.socket.handle.connection.id;
  }

  opened(end: (code: number, reason: string) => Promise<void>): void {
    this.#end = end;
  }

  get protocol(): string {
    return this.socket.protocol;
  }

  onMessage(receive: (text: string) => Promise<void>): void {
    this.#receive = receive;
  }

  close(code = 1000, reason = ''): void {
    this.socket.close({ code, reason });
  }

  message(text: string): void {
    let message;
    try {
      message = parseMessage(text);
    } catch {
      return this.socket.close(ENDINGS.invalidMessage);
    }
    switch (message.type) {
      case MessageType.Subscribe:
        return this.#subscribe(message);
      case MessageType.Complete:
        return this.#complete(message);
      case MessageType.Ping: {
        const token = payloadTokenOf(message.payload);
        if (token !== null) return this.#renew(token);
        void this.#forward(text).catch((error: unknown) => this.#fail(error));
        return;
      }
      case MessageType.ConnectionInit:
      case MessageType.Pong:
        void this.#forward(text).catch((error: unknown) => this.#fail(error));
        return;
      case MessageType.ConnectionAck:
      case MessageType.Next:
      case MessageType.Error:
        return this.socket.close(ENDINGS.invalidMessage);
    }
  }

  ended(code: number, reason: string): void {
    this.#initDeadlines.remove(this.socket);
    this.access.end();
    for (const operation of this.operations.values()) this.#silence(operation);
    void this.#end(code, reason).catch((error: unknown) =>
      this.#log.error({ err: error, connection: this.#connection }, 'A WebSocket did not end'),
    );
  }

  #subscribe(message: SubscribeMessage): void {
    const clientId = message.id;
    if (this.#live(clientId)) {
      return this.socket.close({
        code: CloseCode.SubscriberAlreadyExists,
        reason: `Subscriber for ${clientId} already exists`,
      });
    }
    // Those that are stopped end a little later; a client may begin others in their place at once, but not for ever.
    const isFull = countLive(this.operations.values()) >= this.#maxOperations;
    if (isFull || this.operations.size >= 2 * this.#maxOperations) {
      const refusal = tooManyOperations(this.#maxOperations);
      countRefusals(this.#connections, [refusal]);
      return void this.#refuse(clientId, refusal);
    }
    this.#lastId += 1;
    const id = String(this.#lastId);
    const operation = new SocketOperation(clientId, message.payload, this.socket);
    this.operations.set(id, operation);
    this.socket.operations = this.operations.size;
    // Resolves when all of the operation has ended.
    void this.#forward(`{"id":"${id}","type":"subscribe","payload":{"query":""}}`)
      .catch((error: unknown) => {
        const shown = maskAndLog(error, this.#log, this.#connection);
        if (!operation.isSilent) void this.#refuse(clientId, shown);
      })
      .finally(() => {
        this.#silence(operation);
        this.operations.delete(id);
        this.socket.operations = this.operations.size;
      });
  }

  /** A ping has brought a new token; its pong says that it has been taken. */
  #renew(token: string): void {
    void this.access
      .renew(token)
      // graphql-ws sends back what a ping holds, and a token should travel no further than it must.
      .then(() => this.#forward(JSON.stringify({ type: MessageType.Ping })))
      .catch((error: unknown) => this.#fail(error));
  }

  #complete(message: CompleteMessage): void {
    const live = this.#live(message.id);
    // Both sides may complete at once; the later one finds nothing.
    if (!live) return;
    const [id, operation] = live;
    this.#silence(operation);
    void this.#forward(`{"id":"${id}","type":"complete"}`).catch((error: unknown) => this.#fail(error));
  }

  /** The operation under a client's ID, which the client may complete and not begin again; with our ID. */
  #live(clientId: string): [id: string, operation: SocketOperation] | undefined {
    for (const entry of this.operations) {
      if (entry[1].clientId === clientId && !entry[1].isSilent) return entry;
    }
    return undefined;
  }

  /** The client's ID is free, and nothing more goes out under it for this operation. */
  #silence(operation: SocketOperation): void {
    operation.isSilent = true;
    if (operation.running) releaseOperation(operation.running);
  }

  /** graphql-ws writes the ID and the type first, so that the payload need not be touched to exchange the ID. */
  send(text: string): Promise<void> {
    const head = /^\{"id":"(\d+)","type":"(next|error|complete)"/.exec(text);
    if (!head) return this.socket.reply(text);
    const operation = this.operations.get(head[1]!);
    if (!operation || operation.isSilent) return Promise.resolve();
    const start = `{"id":${JSON.stringify(operation.clientId)},"type":"${head[2]!}"`;
    if (head[2] === 'next') return this.socket.send(`${start},"payload":${operation.payload}}`);
    // As soon as the client reads this it may use the ID again.
    this.#silence(operation);
    return this.socket.reply(start + text.slice(head[0].length));
  }

  #refuse(clientId: string, error: GraphQLError): Promise<void> {
    return this.socket.reply(JSON.stringify({ id: clientId, type: MessageType.Error, payload: [error] }));
  }

  async #forward(text: string): Promise<void> {
    await this.#receive(text);
  }

  #fail(error: unknown): void {
    // JSON that nests thousands of times can be read, but not be written into an answer.
    if (error instanceof RangeError && error.message.includes('call stack')) {
      return this.socket.close(ENDINGS.invalidMessage);
    }
    const connection = this.#connection;
    this.#log.error({ err: error, connection }, 'A WebSocket message could not be handled');
    this.socket.close(ENDINGS.internalError);
  }
}
