import type { IncomingHttpHeaders } from 'node:http';

/** What whoever came with valid credentials may do, and until when. */
export interface Access {
  /**
   * The specs they may see: exact IDs, or patterns in which `*` stands for any run of characters and `?` for one,
   * each with all below the specs that it names. `[]` shows none, `null` all. @default null
   */
  readonly specs?: readonly string[] | null;
  /** `operator` sees the server's own state: every connection, totals, memory. @default [] */
  readonly permissions?: readonly string[];
  /** When what they opened is ended, in milliseconds since 1970; `Infinity` for never. @default Infinity */
  readonly expiresAtMs?: number;
  /** Who they are, for the log. @default null */
  readonly subject?: string | null;
}

/** What somebody came with. */
export interface Credentials {
  /** The bearer token of the Authorization header, of `connectionParams`, or of a ping; `null` without one. */
  readonly token: string | null;
  /** The headers of the request; none with the token of a ping. */
  readonly headers: IncomingHttpHeaders;
  /** The payload of a WebSocket's `connection_init`; `null` over HTTP. */
  readonly connectionParams: Readonly<Record<string, unknown>> | null;
}

/** Why somebody is not let in. */
export interface Refusal {
  /**
   * `unauthorized`: these credentials will not do. `unavailable`: it cannot be found out now, and the same credentials
   * may do later.
   */
  readonly refused: 'unauthorized' | 'unavailable';
  /** A sentence for the client; it must not hold the token. */
  readonly message: string;
}

/** Finds out what credentials entitle to. What it throws counts as `unavailable`, and is logged without the token. */
export type Authenticate = (credentials: Credentials) => Access | Refusal | Promise<Access | Refusal>;

/** What everybody may do where there is no access control: all there is. */
export const UNLIMITED_ACCESS: Access = { permissions: ['operator'] };

export function isRefusal(answer: Access | Refusal): answer is Refusal {
  return 'refused' in answer;
}

/** Whether the access is an operator's. */
export function isOperator({ permissions }: Access): boolean {
  return permissions?.includes('operator') ?? false;
}

/** Whether the two are the same person's and allow the same, whenever they expire. */
export function isSameAccess(one: Access, other: Access): boolean {
  return keyOf(one) === keyOf(other);
}

function keyOf({ specs = null, permissions = [], subject = null }: Access): string {
  return JSON.stringify([specs && [...new Set(specs)].sort(), [...new Set(permissions)].sort(), subject]);
}
