/** How a WebSocket is ended, and whether a client should come back. */
export interface Ending {
  readonly code: number;
  /** At most 123 bytes, RFC 6455 section 5.5. */
  readonly reason: string;
  /** Whether connecting again, unchanged, may succeed. */
  readonly reconnect: boolean;
}

/**
 * The endings of a WebSocket, but for those that a client chooses. The 44xx codes are those of the
 * graphql-transport-ws protocol; clients of graphql-ws do not come back after 4400, 4401, 4406, 4409, 4429 and 4500,
 * nor after codes from 1000 to 1999 other than 1000, 1001, 1005, 1006 and 1012 to 1014.
 */
export const ENDINGS = {
  goingAway: { code: 1001, reason: 'Server is shutting down', reconnect: true },
  brokenFrame: { code: 1002, reason: '', reconnect: false },
  lost: { code: 1006, reason: '', reconnect: true },
  notUtf8: { code: 1007, reason: '', reconnect: false },
  messageTooLarge: { code: 1009, reason: 'Message too large', reconnect: false },
  tokensUnavailable: { code: 1013, reason: 'Tokens cannot be checked now: try again', reconnect: true },
  tooSlowToReadReplies: { code: 4008, reason: 'Replies to pings are not being read', reconnect: true },
  tooManyMessages: { code: 4029, reason: 'Too many messages', reconnect: true },
  /** A client that comes back with the same token is turned away for good. */
  tokenExpired: { code: 4419, reason: 'The token has expired: come back with a new one', reconnect: true },
  accessChanged: {
    code: 4420,
    reason: 'The new token allows something else: subscribe again',
    reconnect: true,
  },
  /** Instead of a refused upgrade, after which graphql-ws's client would not try again. */
  notTakingIn: { code: 1013, reason: 'Server is shutting down: try again later', reconnect: true },
  invalidMessage: { code: 4400, reason: 'Invalid message received', reconnect: false },
  binaryMessage: { code: 4400, reason: 'Expected text messages, received a binary one', reconnect: false },
  unauthorized: { code: 4401, reason: 'Unauthorized', reconnect: false },
  wrongSubprotocol: { code: 4406, reason: 'Subprotocol not acceptable', reconnect: false },
  initTimeout: { code: 4408, reason: 'Connection initialisation timeout', reconnect: true },
  duplicateOperation: { code: 4409, reason: 'Subscriber already exists', reconnect: false },
  secondInit: { code: 4429, reason: 'Too many initialisation requests', reconnect: false },
  internalError: { code: 4500, reason: 'Internal server error', reconnect: false },
} as const satisfies Record<string, Ending>;

/** An ending that names the limit which was exceeded. */
export function naming({ code, reason, reconnect }: Ending, limit: string, max: number): Ending {
  return { code, reason: `${reason}: \`${limit}\` is ${max}`, reconnect };
}

/** Cuts a reason to what fits a close frame, 123 bytes of UTF-8, on a character's border. */
export function fitReason(reason: string): string {
  const bytes = new TextEncoder().encode(reason);
  if (bytes.length <= 123) return reason;
  let end = 123;
  // A byte of the form 10xxxxxx continues a character; cutting in front of one would leave a torn character.
  while (end > 0 && (bytes[end]! & 0xc0) === 0x80) end -= 1;
  return new TextDecoder().decode(bytes.subarray(0, end));
}
