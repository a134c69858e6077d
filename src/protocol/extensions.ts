/** `extensions.since` of a subscribe request: resume after this cursor; it wins over the `since` argument. */
export const SINCE_EXTENSION = 'since';

/** `extensions.cursor` of a delivery's result, and `cursor` in the payload of a WebSocket's acknowledgement. */
export const CURSOR_EXTENSION = 'cursor';

/**
 * `extensions.announce` of a subscribe request over WebSocket: `true` asks for a `pong` message with the operation's
 * `id`, and the `cursor` at which it begins where it does not begin with a snapshot.
 */
export const ANNOUNCE_EXTENSION = 'announce';
