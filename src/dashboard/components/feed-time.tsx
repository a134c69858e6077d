import { formatAge, formatInstant } from '../model/format.ts';

/** How long ago something was, and when exactly. */
export function FeedTime({ atMs, nowMs }: { readonly atMs: number; readonly nowMs: number }) {
  return (
    <time dateTime={new Date(atMs).toISOString()} title={formatInstant(atMs)}>
      {formatAge(nowMs - atMs)}
    </time>
  );
}
