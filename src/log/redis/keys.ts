/** The names of everything that one tree has in Redis; in a cluster all lie in one slot. */
export interface RedisKeys {
  /** Hash: epoch, head, commit, prunedThrough and problems. */
  readonly meta: string;
  /** Hash: each spec by its ID. */
  readonly specs: string;
  /** Hash: the past of each spec that has one, by its ID. */
  readonly pasts: string;
  /** Sorted set: the IDs of those that are gone, by the position at which they went. */
  readonly tombstones: string;
  readonly stream: string;
  /** Who may publish: `token:node`, as long as it lasts. */
  readonly lease: string;
  /** The newest fencing token. */
  readonly token: string;
  /** Hash: what each node says of itself, by its ID. */
  readonly nodes: string;
}

/** @param prefix what comes first in each name; another for each tree that shares a Redis */
export function redisKeys(prefix: string): RedisKeys {
  const key = (name: string) => `{${prefix}}:${name}`;
  return {
    meta: key('meta'),
    specs: key('specs'),
    pasts: key('pasts'),
    tombstones: key('tombstones'),
    stream: key('stream'),
    lease: key('lease'),
    token: key('token'),
    nodes: key('nodes'),
  };
}
