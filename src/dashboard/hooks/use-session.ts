import { createContext, useContext } from 'react';
import type { LiveState } from '../store/live-store.ts';
import type { Session } from '../page/session.ts';
import { useObservable } from './use-observable.ts';

export const SessionContext = createContext<Session | null>(null);

export function useSession(): Session {
  const session = useContext(SessionContext);
  if (!session) throw new Error('Expected to be drawn within a session.');
  return session;
}

export function useLive(): LiveState {
  return useObservable(useSession().live);
}
