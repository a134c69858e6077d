import type { ServerResponse } from 'node:http';

/** Keep-alive intervals after which a connection is given up that takes nothing of what waits for it. */
export const MAX_STALLED_INTERVALS = 5;

/** A socket, or a response on one, that knows when nothing has moved for a while. */
interface Timed {
  setTimeout(ms: number): unknown;
  once(event: 'timeout', listener: () => void): unknown;
  off(event: 'timeout', listener: () => void): unknown;
}

/**
 * Watches a connection that has something to send: calls back once when the network has not taken a single byte for
 * so many milliseconds. Of a large write under way every byte counts, so a client on a slow line is left alone.
 * @returns the way to end the watch; twice is harmless
 */
export function watchForStall(socket: Timed, afterMs: number, onStall: () => void): () => void {
  socket.once('timeout', onStall);
  socket.setTimeout(afterMs);
  return () => {
    socket.off('timeout', onStall);
    socket.setTimeout(0);
  };
}

/** How long an answer may wait for a client that reads nothing of it, in milliseconds. */
const MAX_UNREAD_MS = 60_000;

/** Cuts a response that has been ended, where its client does not read the rest. */
export function cutIfUnread(response: ServerResponse, afterMs = MAX_UNREAD_MS): void {
  if (response.writableLength > 0) watchForStall(response, afterMs, () => response.destroy());
}
