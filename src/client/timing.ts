import { ENDINGS } from '../protocol/endings.ts';
import type { Loss } from './loss.ts';

/** The client's timers, all in milliseconds; `schema/PROTOCOL.md`, Which transport, says what they are for. */
export interface Timing {
  /** How long the preferred transport is waited for alone, before the next is tried beside it. */
  readonly patienceMs: number;
  /** How long a transport may take to open. */
  readonly openTimeoutMs: number;
  /** A connection that ended earlier than this after it had opened had a short life. */
  readonly shortLifeMs: number;
  /** After as many short lives in a row a transport counts as one that does not get through. */
  readonly maxShortLives: number;
  /** When a preferred transport that did not get through is tried again; twice as long after each failure … */
  readonly tryAgainMs: number;
  /** … up to this. */
  readonly maxTryAgainMs: number;
  /** How long to wait after a round of failures; twice as long after each, … */
  readonly retryMs: number;
  /** … up to this. */
  readonly maxRetryMs: number;
  /** How often the server is asked whether it is there, over a WebSocket. */
  readonly pingMs: number;
  /** How long it may take to answer. */
  readonly pingTimeoutMs: number;
  /** How long an event stream may be silent before it is asked; the server's `keepAliveMs` must be less. */
  readonly silenceMs: number;
  /** How long a connection without subscriptions stays. */
  readonly lingerMs: number;
}

export const TIMING: Timing = {
  patienceMs: 3_000,
  openTimeoutMs: 10_000,
  shortLifeMs: 10_000,
  maxShortLives: 3,
  tryAgainMs: 10_000,
  maxTryAgainMs: 600_000,
  retryMs: 1_000,
  maxRetryMs: 30_000,
  pingMs: 10_000,
  pingTimeoutMs: 5_000,
  silenceMs: 30_000,
  lingerMs: 1_000,
};

/** Clients of a server that shuts down come back over this, so that they do not all do so at once. */
const SPREAD_MS = { min: 300, max: 3_000 };
/** Those of a network that broke come back over this. */
const HASTE_MS = 500;

/**
 * How long to wait before coming back.
 * @param failures how often in a row it did not get through, or not for long
 * @param random from 0 to 1
 */
export function waitMs(
  { kind, status, retryAfterMs }: Pick<Loss, 'kind' | 'status' | 'retryAfterMs'>,
  failures: number,
  { retryMs, maxRetryMs }: Pick<Timing, 'retryMs' | 'maxRetryMs'>,
  random: number,
): number {
  const backoff = Math.min(maxRetryMs, retryMs * 2 ** Math.max(0, failures - 1)) * (0.5 + random / 2);
  if (retryAfterMs !== undefined)
    return Math.max(retryAfterMs + random * HASTE_MS, failures > 0 ? backoff : 0);
  if (failures > 0) return backoff;
  if (kind === 'later' || status === ENDINGS.goingAway.code) {
    return SPREAD_MS.min + random * (SPREAD_MS.max - SPREAD_MS.min);
  }
  return random * HASTE_MS;
}

/** A connection that was open for less than this was of no use, in milliseconds. */
const USELESS_MS = 500;

/**
 * How long to wait at most after a connection that the network has cut: not much longer than it was of use, or whoever
 * is behind something that cuts all the time would be away most of the time.
 * @param livedMs for how long it was open
 */
export function longestWaitMs(livedMs: number, { retryMs }: Pick<Timing, 'retryMs'>): number {
  return livedMs < USELESS_MS ? Infinity : Math.max(retryMs, 2 * livedMs);
}
