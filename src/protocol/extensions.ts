/** `extensions.since` of a subscribe request: resume after this cursor; it wins over the `since` argument. */
export const SINCE_EXTENSION = 'since';

/**
 * `extensions.from` of a subscribe request: begin after this cursor where neither `since` nor a snapshot says where to;
 * for a client that was cut off before the first delivery.
 */
export const FROM_EXTENSION = 'from';

/** `extensions.cursor` of a delivery's result, and `cursor` in the payload of a WebSocket's acknowledgement. */
export const CURSOR_EXTENSION = 'cursor';
