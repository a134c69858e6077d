import { isHierarchicalId } from '../spec/spec-id.ts';

const SUFFIX = '.spec.md';

/** Whether a path is that of a spec: `spec.md`, or any name that ends in `.spec.md`. */
export function isSpecPath(path: string): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return name === 'spec.md' || (name.endsWith(SUFFIX) && name.length > SUFFIX.length);
}

/**
 * The ID that a path gives: the file name's stem where it looks hierarchical, else the folders right above the file
 * that do, joined (`E13/F03/spec.md` → `E13-F03`); `undefined` where neither does.
 */
export function idFromPath(path: string): string | undefined {
  const folders = path.split('/');
  const name = folders.pop()!;
  const stem = name.endsWith(SUFFIX) ? name.slice(0, -SUFFIX.length) : '';
  if (isHierarchicalId(stem)) return stem;
  let first = folders.length;
  while (first > 0 && isHierarchicalId(folders[first - 1]!)) first -= 1;
  let id = '';
  for (const folder of folders.slice(first)) {
    // A folder may repeat what stands above it: `E13/E13-F03/spec.md`.
    id = id === '' || folder === id || folder.startsWith(`${id}-`) ? folder : `${id}-${folder}`;
  }
  return id === '' ? undefined : id;
}
