import { statusGroupOf } from '../model/status-group.ts';

export function StatusPill({ status }: { readonly status: string | null | undefined }) {
  if (!status) return <span className="pill pill-none">no status</span>;
  return (
    <span className={`pill pill-${statusGroupOf(status)}`} title={status}>
      <span className="pill-dot" aria-hidden="true" />
      <span className="ellipsis">{status}</span>
    </span>
  );
}
