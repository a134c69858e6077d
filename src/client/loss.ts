import { ENDINGS, type Ending } from '../protocol/endings.ts';
import type { ClientTransport } from './client-status.ts';

/** Why a connection has ended, or did not come about, and so what to do next. */
export interface Loss {
  /**
   * - `lost`: the network or the server's restart; come back by the same transport
   * - `later`: the server has no room now; come back when it says
   * - `blocked`: this transport does not get through here; another may
   * - `expired`: come back with a new token
   * - `access-changed`: what the client may see has changed; come back and begin anew
   * - `unauthenticated`: the token will not do
   * - `refused`: no connection of this client will be let in
   */
  readonly kind: 'lost' | 'later' | 'blocked' | 'expired' | 'access-changed' | 'unauthenticated' | 'refused';
  /** What it happened to; `undefined` where nothing was tried. */
  readonly transport?: ClientTransport;
  /** In words for people. */
  readonly reason: string;
  /** The code of a WebSocket's end, or the status of a refused request, where there was one. */
  readonly status?: number;
  /** When to come back, in milliseconds, where the server has said so. */
  readonly retryAfterMs?: number;
}

const NAMES: Readonly<Record<ClientTransport, string>> = { websocket: 'WebSocket', sse: 'Event stream' };

/** A connection that has ended, or did not come about, for a reason of its own. */
export function lossOf(transport: ClientTransport, kind: Loss['kind'], what: string): Loss {
  return { kind, transport, reason: `${NAMES[transport]}: ${what}` };
}

/** Codes after which the server takes this client in again, and what is to be done before. */
const KINDS = new Map<number, Loss['kind']>([
  [ENDINGS.notTakingIn.code, 'later'],
  [ENDINGS.tooManyMessages.code, 'later'],
  [ENDINGS.tokenExpired.code, 'expired'],
  [ENDINGS.accessChanged.code, 'access-changed'],
  [ENDINGS.unauthorized.code, 'unauthenticated'],
]);

/** How long to wait after codes that say so: `schema/PROTOCOL.md`, WebSocket. */
const WAITS_MS = new Map<number, number>([[ENDINGS.tooManyMessages.code, 10_000]]);

/**
 * What the end of a WebSocket means (`schema/PROTOCOL.md`, Which transport). A code after which a client should not come
 * back, other than for its token, says that what reached the server was not what this client sends, or that something
 * between changed what came back: this transport will not do here.
 * @param wasOpen whether the server had acknowledged the connection
 */
export function lossOfSocket(code: number, reason: string, wasOpen: boolean): Loss {
  const words = reason === '' ? '' : ` (${reason})`;
  const what = wasOpen ? `closed with ${code}${words}` : `closed with ${code}${words} before it was ready`;
  const retryAfterMs = WAITS_MS.get(code);
  return {
    ...lossOf('websocket', KINDS.get(code) ?? kindOfCode(code, wasOpen), what),
    status: code,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  };
}

function kindOfCode(code: number, wasOpen: boolean): Loss['kind'] {
  if (code === ENDINGS.goingAway.code) return 'lost';
  if (!wasOpen) return 'blocked';
  const endings: readonly Ending[] = Object.values(ENDINGS);
  return endings.some((ending) => ending.code === code && !ending.reconnect) ? 'blocked' : 'lost';
}

/** Most who come here have left it out. */
const WRONG_ADDRESS = "; is this the address of the server's /graphql?";

/** What the status of a request for an event stream means. */
export function lossOfStatus(status: number, message: string, retryAfter: string | null): Loss {
  const loss = lossOf(
    'sse',
    kindOfStatus(status),
    `refused with ${status}${message === '' ? '' : ` (${message})`}${status === 404 ? WRONG_ADDRESS : ''}`,
  );
  const seconds = retryAfter === null || !/^\d{1,6}$/.test(retryAfter) ? undefined : Number(retryAfter);
  return { ...loss, status, ...(seconds === undefined ? {} : { retryAfterMs: seconds * 1_000 }) };
}

function kindOfStatus(status: number): Loss['kind'] {
  switch (status) {
    case 401:
      return 'unauthenticated';
    case 403:
    case 421:
      return 'refused';
    case 408:
      return 'lost';
    case 429:
    case 500:
    case 502:
    case 503:
    case 504:
      return 'later';
    default:
      return 'blocked';
  }
}

/** How much a failure says: what the server answers is more than that it does not. */
export function weightOf({ kind, transport }: Loss): number {
  if (kind === 'refused') return 3;
  if (kind === 'later') return 2;
  return transport === 'sse' ? 1 : 0;
}
