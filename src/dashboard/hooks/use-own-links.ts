import { useEffect } from 'react';
import { isOwnPath, navigate } from '../page/location.ts';

/** Links within the dashboard load nothing, wherever they stand; those that open elsewhere are left alone. */
export function useOwnLinks(): void {
  useEffect(() => {
    document.addEventListener('click', follow);
    return () => document.removeEventListener('click', follow);
  }, []);
}

function follow(event: MouseEvent): void {
  if (event.defaultPrevented || event.button !== 0) return;
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  const link = (event.target as Element).closest('a');
  if (!link || link.target !== '' || link.origin !== location.origin || !isOwnPath(link.pathname)) return;
  // To another place on the same page, as footnotes have it.
  if (link.hash !== '' && link.pathname === location.pathname) return;
  event.preventDefault();
  navigate(link.pathname + link.search);
}
