/** The response header with the cursor at which a subscription begins, on event streams. */
export const CURSOR_HEADER = 'specwire-cursor';

/** The request header with the token of a reserved event stream; graphql-sse's protocol, single connection mode. */
export const STREAM_TOKEN_HEADER = 'x-graphql-event-stream-token';
