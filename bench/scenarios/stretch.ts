import type { Session } from '../runner/session.ts';
import type { Stretch } from './measured.ts';

/** Measures what is published and delivered while `work` goes on; `step` as of the message `begin`. */
export async function measureStretch(
  session: Session,
  step: number,
  work: () => Promise<void>,
): Promise<Stretch> {
  session.tellLoad({ kind: 'begin', step });
  const before = await session.usage();
  const firstEvent = session.completed;
  const startedAt = performance.now();
  await work();
  const elapsedMs = performance.now() - startedAt;
  const after = await session.usage();
  const report = await session.report();
  return { before, after, report, elapsedMs, events: session.completed - firstEvent };
}
