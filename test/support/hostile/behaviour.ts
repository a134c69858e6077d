/** What opens and stays: a WebSocket, or the response of an event stream. */
export type LongLived = 'webSocket' | 'eventStream';

/** One value for everything that stays open, or one for each kind; a kind that is left out has the default. */
type PerKind = number | { readonly [kind in LongLived]?: number };

/** How a network treats what passes through it. What is left out does no harm. */
export interface Behaviour {
  /**
   * What becomes of a request for a WebSocket:
   * - `pass`: it gets one.
   * - `refuse`: the proxy answers with `refuseStatus` itself; the server never hears of it.
   * - `swallow`: the handshake succeeds, and then nothing comes through in either direction, not even the end of the
   *   server's side.
   * - `hang`: nobody ever answers; the server never hears of it.
   * - `strip`: `Upgrade` and `Connection` are dropped, so that the server answers a plain GET.
   * @default 'pass'
   */
  readonly upgrades?: 'pass' | 'refuse' | 'swallow' | 'hang' | 'strip';
  /** The HTTP status of a refused upgrade. @default 403 */
  readonly refuseStatus?: 400 | 403 | 405 | 426 | 501 | 503;
  /**
   * What becomes of a response that is an event stream:
   * - `pass`: each chunk goes on as it comes.
   * - `refuse`: the proxy drops it and answers 502.
   * - `buffer`: it is held back, head and all, until `bufferBytes` or `bufferMs` are reached, then let go at once;
   *   what follows is held back again. Its end lets all go.
   * @default 'pass'
   */
  readonly eventStreams?: 'pass' | 'refuse' | 'buffer';
  /** Bytes of body that a buffered event stream is let go at, at most 16 MiB. @default 4096 */
  readonly bufferBytes?: number;
  /** Milliseconds from the first byte held until they are let go; `Infinity` waits for the bytes. @default Infinity */
  readonly bufferMs?: number;
  /**
   * Bytes from the server, heads and framing too, after which a connection is reset. Exactly that many arrive; `0`
   * resets it in place of the first. Counted anew for each connection that stays open. @default Infinity, never
   */
  readonly cutAfterBytes?: PerKind;
  /** Milliseconds after it opened at which a connection that stays open is reset. @default Infinity, never */
  readonly cutAfterMs?: PerKind;
  /** Milliseconds by which each chunk is late, in both directions; they overtake nothing. @default 0 */
  readonly delayMs?: number;
  /** Milliseconds that chance may add to `delayMs`. @default 0 */
  readonly jitterMs?: number;
}

/** A behaviour with nothing left out. */
export interface SettledBehaviour extends Required<Omit<Behaviour, 'cutAfterBytes' | 'cutAfterMs'>> {
  readonly cutAfterBytes: Readonly<Record<LongLived, number>>;
  readonly cutAfterMs: Readonly<Record<LongLived, number>>;
}

const MAX_BUFFER_BYTES = 16 * 1024 * 1024;

export function settleBehaviour(behaviour: Behaviour): SettledBehaviour {
  return {
    upgrades: behaviour.upgrades ?? 'pass',
    refuseStatus: behaviour.refuseStatus ?? 403,
    eventStreams: behaviour.eventStreams ?? 'pass',
    bufferBytes: Math.min(behaviour.bufferBytes ?? 4096, MAX_BUFFER_BYTES),
    bufferMs: behaviour.bufferMs ?? Infinity,
    cutAfterBytes: perKind(behaviour.cutAfterBytes),
    cutAfterMs: perKind(behaviour.cutAfterMs),
    delayMs: behaviour.delayMs ?? 0,
    jitterMs: behaviour.jitterMs ?? 0,
  };
}

function perKind(value: PerKind = Infinity): Record<LongLived, number> {
  const each = typeof value === 'number' ? { webSocket: value, eventStream: value } : value;
  return { webSocket: each.webSocket ?? Infinity, eventStream: each.eventStream ?? Infinity };
}
