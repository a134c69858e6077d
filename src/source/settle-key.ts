/** The key by which a folder settles; files settle by their paths. */
export function folderKey(folder: string): string {
  return `${folder}/`;
}

/** Whether a key stands for a folder, and so for all that is below it. */
export function isFolderKey(key: string): boolean {
  return key.endsWith('/');
}

/** The outermost of the folders among the keys: those that are below no other. */
export function outermostFolders(keys: readonly string[]): string[] {
  const folders: string[] = [];
  let above: string | undefined;
  for (const key of keys.filter(isFolderKey).sort()) {
    if (above !== undefined && key.startsWith(above)) continue;
    above = key;
    folders.push(key.slice(0, -1));
  }
  return folders;
}
