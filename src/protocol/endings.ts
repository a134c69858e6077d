/** How a WebSocket is ended, and whether a client should come back. */
export interface Ending {
  readonly code: number;
  /** At most 123 bytes, RFC 6455 section 5.5. */
  readonly reason: string;
  /** Whether connecting again, unchanged, may succeed. */
  readonly reconnect: boolean;
}

/**
 * The endings of a WebSocket that the server chooses. The 44xx codes are those of the graphql-transport-ws
 * protocol; clients of graphql-ws do not come back after 4400, 4401, 4406, 4409, 4429 and 4500.
 */
export const ENDINGS = {
  goingAway: { code: 1001, reason: 'Server is shutting down', reconnect: true },
  /** Instead of a refused upgrade, after which graphql-ws's client would not try again. */
  notTakingIn: { code: 1013, reason: 'Server is shutting down: try again later', reconnect: true },
  invalidMessage: { code: 4400, reason: 'Invalid message received', reconnect: false },
  binaryMessage: { code: 4400, reason: 'Expected text messages, received a binary one', reconnect: false },
  internalError: { code: 4500, reason: 'Internal server error', reconnect: false },
  tooSlowToReadReplies: { code: 4008, reason: 'Replies to pings are not being read', reconnect: true },
} as const satisfies Record<string, Ending>;

/** Cuts a reason to what fits a close frame, 123 bytes of UTF-8, on a character's border. */
export function fitReason(reason: string): string {
  const bytes = new TextEncoder().encode(reason);
  if (bytes.length <= 123) return reason;
  let end = 123;
  // A byte of the form 10xxxxxx continues a character; cutting in front of one would leave a torn character.
  while (end > 0 && (bytes[end]! & 0xc0) === 0x80) end -= 1;
  return new TextDecoder().decode(bytes.subarray(0, end));
}
