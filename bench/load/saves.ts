import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { specFileAt } from '../event/spec-file.ts';
import { specPathAt } from '../event/specs.ts';
import type { Ledger } from './ledger.ts';

/** Between a save that has arrived and the next: so long at least, and by chance up to twice as long; milliseconds. */
const PAUSE_MS = 25;
const POLL_MS = 5;

/** Which files are saved, and how often. */
export interface SaveOptions {
  readonly folder: string;
  readonly saves: number;
  /** How many files are saved in turn. */
  readonly specs: number;
}

/** Saves files in turn, each when the one before has reached every client; a save begins before its file is written. */
export async function saveOneAfterTheOther(
  ledger: Ledger,
  { folder, saves, specs }: SaveOptions,
): Promise<void> {
  const first = ledger.completed;
  for (let sequence = first; sequence < first + saves; sequence += 1) {
    await wait(PAUSE_MS * (1 + Math.random()));
    ledger.setStart(sequence, performance.timeOrigin + performance.now());
    await writeFile(join(folder, specPathAt(sequence % specs)), specFileAt(sequence, sequence % specs));
    while (ledger.completed <= sequence) await wait(POLL_MS);
  }
}
