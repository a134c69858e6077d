/** `extensions.since` of a subscribe request: resume after this cursor; it wins over the `since` argument. */
export const SINCE_EXTENSION = 'since';

/** `extensions.cursor` of a delivery's result, and `cursor` in the payload of a WebSocket's acknowledgement. */
export const CURSOR_EXTENSION = 'cursor';
