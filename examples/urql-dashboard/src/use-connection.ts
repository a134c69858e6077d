import { useSyncExternalStore } from 'react';
import type { ClientStatus } from 'specwire/client';
import { specwire } from './client.ts';

const subscribe = (listener: () => void) => specwire.onStatus(listener);

/** How things stand with the connection. */
export function useConnection(): ClientStatus {
  return useSyncExternalStore(subscribe, () => specwire.status);
}
