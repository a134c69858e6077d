import { hash } from 'node:crypto';

/** The digest of a file's bytes: SHA-256, cut to 128 bits, in hexadecimal. */
export function revisionOf(bytes: Uint8Array): string {
  return hash('sha256', bytes, 'hex').slice(0, 32);
}
