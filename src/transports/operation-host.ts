import type { Executor, OperationRequest } from '../execution/executor.ts';
import type { Admission } from './admission.ts';
import type { ActiveSubscription, Connection, ConnectionRegistry } from './connections.ts';
import type { Access } from './access.ts';
import type { Expiries } from './expiries.ts';
import type { Gate } from './gate.ts';
import type { KeepAlive } from './keep-alive.ts';

/** Where a transport notes what an operator may want to know; pino's loggers fit. */
export interface TransportLog {
  /** What is too much for most; without it that is not noted. */
  debug?(details: object, message: string): void;
  info(details: object, message: string): void;
  warn(details: object, message: string): void;
  error(details: object, message: string): void;
}

/** What the context of an operation is made from. */
export interface OperationDetails {
  /** The socket or event stream the operation came on; `null` over plain HTTP. */
  readonly connection: Connection | null;
  /** Where a subscription's deliveries are counted; `null` for queries and mutations. */
  readonly subscription: ActiveSubscription | null;
  readonly request: OperationRequest;
  /** What whoever asks may do. */
  readonly access: Access;
}

/** Makes the context of one operation. An error it throws becomes the operation's result, masked. */
export type CreateContext<TContext> = (details: OperationDetails) => TContext;

/** What all transports share. */
export interface OperationHost<TContext> {
  readonly executor: Executor<TContext>;
  readonly connections: ConnectionRegistry;
  readonly admission: Admission;
  readonly createContext: CreateContext<TContext>;
  readonly keepAlive: KeepAlive;
  readonly gate: Gate;
  readonly expiries: Expiries;
  readonly log: TransportLog;
  /** Operations that may run at once on one connection. */
  readonly maxOperationsPerConnection: number;
  /** Subscriptions that may run at once on one connection. */
  readonly maxSubscriptionsPerConnection: number;
}
