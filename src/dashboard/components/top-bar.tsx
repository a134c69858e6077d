import type { ReactNode } from 'react';
import type { Route } from '../model/url-state.ts';
import { ConnectionBadge } from './connection-badge.tsx';
import { Icon } from './icon.tsx';
import { ThemeToggle } from './theme-toggle.tsx';

interface TopBarProps {
  readonly view: Route['view'];
  /** The list as it was looked at last. */
  readonly listHref: string;
  /** Ends what somebody has signed in to; none where nobody has. */
  readonly onSignOut: (() => void) | undefined;
  readonly children?: ReactNode;
}

export function TopBar({ view, listHref, onSignOut, children }: TopBarProps) {
  return (
    <header className="top-bar">
      <a className="brand" href="/" aria-label="Specwire, all specs">
        <span className="brand-mark" aria-hidden="true" />
        <span className="brand-name">Specwire</span>
      </a>
      <nav className="views" aria-label="Views">
        <a href={listHref} aria-current={view === 'operator' ? undefined : 'page'}>
          Specs
        </a>
        <a href="/operator" aria-current={view === 'operator' ? 'page' : undefined}>
          Operator
        </a>
      </nav>
      <div className="top-bar-middle">{children}</div>
      <ConnectionBadge />
      <ThemeToggle />
      {onSignOut && (
        <button
          type="button"
          className="icon-button"
          onClick={onSignOut}
          aria-label="Sign out"
          title="Sign out"
        >
          <Icon name="signOut" />
        </button>
      )}
    </header>
  );
}
