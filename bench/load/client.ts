import type { Choice } from '../event/specs.ts';

/** What a client is to ask for, and whom it tells. */
export interface ClientOptions {
  readonly port: number;
  readonly choice: Choice;
  /** The numbers of the specs that the choice comes to, for servers that take no filter. */
  readonly wanted: 'all' | readonly number[];
  readonly document: string;
  /** A cursor to resume from. */
  readonly since: string | undefined;
  /** Takes a delivery; returns `false` where it is none. The bytes are only there during the call. */
  readonly onDelivery: (bytes: Buffer, start: number, end: number) => boolean;
  /** Called once, when the server has taken the subscription. */
  readonly onReady: (cursor: string | undefined) => void;
  /** Called once, when the connection has ended or something came that makes no sense. */
  readonly onLost: (reason: string) => void;
}

/** One subscriber on one connection. */
export interface Client {
  /** Reads nothing until it is released. */
  hold(): void;
  release(): void;
}
