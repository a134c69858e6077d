import { createObservable, type Observable } from '../store/observable.ts';
import { createSession, type Session } from './session.ts';
import { keptToken } from './token.ts';

export interface SessionState {
  readonly session: Session;
  /** Whether it is the first one with a token that somebody has just given. */
  readonly isSigningIn: boolean;
}

const current = createObservable<SessionState>({ session: createSession(), isSigningIn: false });

/** The session of the page; there is always one. */
export const sessions: Observable<SessionState> = current;

export function signIn(token: string): void {
  keptToken.write(token);
  restart(true);
}

export function signOut(): void {
  keptToken.write(null);
  restart(false);
}

/** Begins anew with the token there is. */
export function restart(isSigningIn = false): void {
  const { session } = current.get();
  current.set({ session: createSession(), isSigningIn });
  session[Symbol.dispose]();
}
