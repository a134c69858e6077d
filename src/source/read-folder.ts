import type { FileReading } from '../spec/parsed-file.ts';
import type { FolderSourceOptions } from './folder-source-options.ts';
import { createFolderSource } from './folder-source.ts';

/**
 * One look at a folder, without watching it.
 * @throws when the folder does not exist or cannot be read
 */
export async function readFolder(
  options: Pick<FolderSourceOptions, 'folder' | 'format' | 'maxBytes' | 'onProblem'>,
): Promise<readonly FileReading[]> {
  let found: readonly FileReading[] = [];
  await using source = createFolderSource({
    ...options,
    rescanSeconds: 0,
    watchFolder: () => ({ ready: Promise.resolve(), close: async () => {} }),
    onReadings: (readings) => {
      found = readings;
    },
  });
  await source.start();
  return found;
}
