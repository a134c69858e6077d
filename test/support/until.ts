import { setTimeout as pause } from 'node:timers/promises';

/**
 * Resolves when something has come to be, for where there is no event to wait for.
 * @param withinMs in milliseconds
 * @throws when it does not come to be in time
 */
export async function until(
  isSo: () => boolean | Promise<boolean>,
  what: string,
  withinMs = 60_000,
): Promise<void> {
  const endsAtMs = performance.now() + withinMs;
  while (!(await isSo())) {
    if (performance.now() > endsAtMs) throw new Error(`It did not come to be that ${what}.`);
    await pause(5);
  }
}
