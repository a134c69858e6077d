import { randomBytes } from 'node:crypto';

/** A name for a log that begins, which no other has. */
export function newEpoch(): string {
  return BigInt(`0x${randomBytes(8).toString('hex')}`).toString(36);
}
