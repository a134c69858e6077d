/** An event ends with an empty line; within one there is none. */
const END_OF_EVENT = '\n\n';

/** Takes an event: where its text stands. */
export type StreamEventListener = (bytes: Buffer, start: number, end: number) => void;

/**
 * Hands on each whole event of a stream; returns the number of bytes that these were. What the chunked encoding puts
 * between events stands in front of the next one's text.
 */
export function readEvents(bytes: Buffer, onEvent: StreamEventListener): number {
  let done = 0;
  for (;;) {
    const end = bytes.indexOf(END_OF_EVENT, done);
    if (end === -1) return done;
    onEvent(bytes, done, end);
    done = end + END_OF_EVENT.length;
  }
}
