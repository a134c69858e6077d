/** Which symbolic links lead where; paths are relative to the watched folder, with `/`. */
export interface Links {
  /** Notes where a link leads, in one step or at last; none, when the path is no link any more. */
  set(link: string, targets: readonly string[]): void;
  isTarget(path: string): boolean;
  /** All links that lead to a path, through others too. */
  leadingTo(path: string): Iterable<string>;
  clear(): void;
}

/** Creates an empty register of links. */
export function createLinks(): Links {
  const targetsOf = new Map<string, readonly string[]>();
  const linksTo = new Map<string, Set<string>>();

  return {
    set(link, targets) {
      for (const target of targetsOf.get(link) ?? []) {
        const links = linksTo.get(target);
        links?.delete(link);
        if (links?.size === 0) linksTo.delete(target);
      }
      targetsOf.delete(link);
      if (targets.length === 0) return;
      targetsOf.set(link, targets);
      for (const target of targets) {
        const links = linksTo.get(target);
        if (links === undefined) linksTo.set(target, new Set([link]));
        else links.add(link);
      }
    },
    isTarget: (path) => linksTo.has(path),
    leadingTo(path) {
      const found = new Set<string>();
      const follow = (target: string): void => {
        for (const link of linksTo.get(target) ?? []) {
          if (found.has(link)) continue;
          found.add(link);
          follow(link);
        }
      };
      follow(path);
      return found;
    },
    clear() {
      targetsOf.clear();
      linksTo.clear();
    },
  };
}
