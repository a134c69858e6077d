import { Component, type ReactNode } from 'react';
import { EmptyState } from './empty-state.tsx';

interface FaultBoundaryProps {
  readonly children: ReactNode;
}

/** Keeps a view that breaks, or whose files are gone since the server was updated, from taking the page with it. */
export class FaultBoundary extends Component<FaultBoundaryProps, { readonly hasFailed: boolean }> {
  override state = { hasFailed: false };

  static getDerivedStateFromError(): { readonly hasFailed: boolean } {
    return { hasFailed: true };
  }

  override render(): ReactNode {
    if (!this.state.hasFailed) return this.props.children;
    return (
      <EmptyState
        title="This view cannot be shown"
        action={{ label: 'Load again', run: () => location.reload() }}
      >
        Perhaps the server has been updated since the page was loaded.
      </EmptyState>
    );
  }
}
