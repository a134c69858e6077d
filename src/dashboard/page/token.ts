const KEY = 'specwire.token';

/** The token that somebody has signed in with, which lasts as long as the tab; `null` without one. */
export function readToken(): string | null {
  return sessionStorage.getItem(KEY);
}

/** @param token `null` forgets it */
export function writeToken(token: string | null): void {
  if (token === null) sessionStorage.removeItem(KEY);
  else sessionStorage.setItem(KEY, token);
}
