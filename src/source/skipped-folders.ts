const SKIPPED: ReadonlySet<string> = new Set(['.git', 'node_modules']);

/** Whether a folder of this name is neither walked nor watched. */
export function isSkippedName(name: string): boolean {
  return SKIPPED.has(name);
}

/** Whether a path (with `/`) leads through such a folder, or is one. */
export function isSkippedPath(path: string): boolean {
  return path.split('/').some(isSkippedName);
}
