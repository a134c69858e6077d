import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { specFileAt } from '../event/spec-file.ts';
import { specPathAt } from '../event/specs.ts';

/** A folder of specs of about 2 kB each; it goes when it is disposed. */
export interface SpecFolder extends AsyncDisposable {
  readonly path: string;
  /** Saves the spec of a number anew. */
  save(sequence: number, index: number): Promise<void>;
}

export async function createSpecFolder(specs: number): Promise<SpecFolder> {
  const path = await mkdtemp(join(tmpdir(), 'specwire-sizing-'));
  const save = async (sequence: number, index: number): Promise<void> => {
    const file = join(path, specPathAt(index));
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, specFileAt(sequence, index));
  };
  for (let index = 0; index < specs; index += 1) await save(0, index);
  return { path, save, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}
