import type { FormattedExecutionResult, GraphQLFormattedError } from 'graphql';
import type { ClientTransport } from './client-status.ts';
import type { Loss } from './loss.ts';

/** An operation as it is sent. */
export interface WireRequest {
  readonly query: string;
  /** Which operation of the document. @default the only one */
  readonly operationName?: string | undefined;
  readonly variables: Readonly<Record<string, unknown>> | undefined;
  readonly extensions: Readonly<Record<string, unknown>>;
}

/** What a transport tells of one operation, until it is stopped. */
export interface WireSink {
  /**
   * The server has begun it.
   * @param cursor where, for a subscription that begins at a position rather than with a snapshot
   */
  begun(cursor: string | undefined): void;
  /** Without `data` it is an operation that cannot be run. */
  next(result: FormattedExecutionResult): void;
  /** It cannot be run; the connection goes on. */
  failed(errors: readonly GraphQLFormattedError[]): void;
  complete(): void;
}

/** One connection to the server. It does not come back: when it is lost, another is opened. */
export interface Connection {
  readonly transport: ClientTransport;
  /** Runs an operation; what is returned stops it, after which its sink hears nothing more. */
  run(request: WireRequest, sink: WireSink): () => void;
  /**
   * Asks whether the server is there, and hands it a new token where one is given. Resolves when it has answered; never
   * where the connection is lost.
   */
  ping(token?: string): Promise<void>;
  /** Ends it without a word to anybody. */
  close(): void;
}

/** What a connection tells of itself; after `ended` nothing more. */
export interface ConnectionListener {
  /** Operations may be run. */
  opened(connection: Connection): void;
  /** Something came from the server. */
  alive(): void;
  ended(loss: Loss): void;
}

/**
 * A way to the server. Begins to connect; tells of it once the caller has returned.
 * @param token what lets the client in, where one is needed
 */
export interface Transport {
  readonly name: ClientTransport;
  connect(token: string | undefined, listener: ConnectionListener): Connection;
}
