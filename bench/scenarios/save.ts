import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { specFileAt } from '../event/spec-file.ts';
import { specPathAt } from '../event/specs.ts';
import { Session } from '../runner/session.ts';
import type { Scenario } from './scenario.ts';

const SPECS = 200;
const SAVES = 200;
/** The quiet time after a write that Specwire waits for by default, in milliseconds. */
const SETTLE_MS = 50;
const MOST_MS = 120_000;

/** From a file that is saved to a client that knows. */
function saveTo(subscribers: number): Scenario {
  return {
    name: `save-${subscribers}`,
    counted: `Milliseconds from the beginning of a file's save to its event at each of ${subscribers} subscribers, ${SAVES} saves in a folder of ${SPECS} specs; less the settling time of ${SETTLE_MS} ms, and with it.`,
    targets: ['specwire', 'specwire-sse'],
    columns: [
      { figure: 'p50LessSettlingMs', title: 'p50 less settling, ms', digits: 1 },
      { figure: 'p99LessSettlingMs', title: 'p99 less settling, ms', digits: 1 },
      { figure: 'p50Ms', title: 'p50, ms', digits: 1 },
      { figure: 'p99Ms', title: 'p99, ms', digits: 1 },
      { figure: 'maxMs', title: 'longest, ms', digits: 1 },
    ],
    async run({ target, checkout, haste }) {
      const audience = 'everything';
      await using session = await Session.start({ target, checkout, specs: SPECS, audience, fill });
      await session.open(subscribers);
      const saves = Math.ceil(SAVES / haste);
      session.tellLoad({ kind: 'save', folder: session.folder, saves, specs: SPECS });
      const { p50Ms, p99Ms, maxMs } = await session.nextReport(MOST_MS);
      return {
        p50LessSettlingMs: p50Ms - SETTLE_MS,
        p99LessSettlingMs: p99Ms - SETTLE_MS,
        p50Ms,
        p99Ms,
        maxMs,
      };
    },
  };
}

async function fill(folder: string): Promise<void> {
  for (let index = 0; index < SPECS; index += 1) {
    const path = join(folder, specPathAt(index));
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, specFileAt(SPECS, index));
  }
}

/** To few and to many subscribers. */
export const saves: readonly Scenario[] = [saveTo(100), saveTo(1_000)];

/** To see whether saving works at all. */
export const smokeSave = saveTo(5);
