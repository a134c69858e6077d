/**
 * Calls back when a browser's page has reason to think that the network is back, or may be gone: it comes online or goes
 * offline, is looked at again, or returns from the back/forward cache. Elsewhere than in a browser it never does.
 * @returns what ends it
 */
export function onWake(listener: () => void): () => void {
  const { document, addEventListener, removeEventListener } = globalThis as Partial<typeof globalThis>;
  if (!document || !addEventListener || !removeEventListener) return () => undefined;
  const onVisibility = () => {
    if (document.visibilityState === 'visible') listener();
  };
  const events = ['online', 'offline', 'pageshow'] as const;
  for (const event of events) addEventListener(event, listener);
  document.addEventListener('visibilitychange', onVisibility);
  return () => {
    for (const event of events) removeEventListener(event, listener);
    document.removeEventListener('visibilitychange', onVisibility);
  };
}
