import type { NodeFacts, Nodes } from '../shared-log-status.ts';
import type { RedisKeys } from './keys.ts';
import { pause } from './pause.ts';
import type { RedisLink } from './redis-link.ts';
import { HEARTBEAT } from './scripts.ts';

/** How often a node says that it lives, in milliseconds. */
const BEAT_MS = 2_000;
/** How long a node counts that says nothing, in milliseconds. */
const SILENT_MS = 15_000;

/** Tells the other nodes of this one, and hears of them. */
export class Heartbeat {
  readonly #link: RedisLink;
  readonly #keys: RedisKeys;
  readonly #self: () => NodeFacts;
  #nodes: Nodes = { leaderId: null, all: [] };

  constructor(link: RedisLink, keys: RedisKeys, self: () => NodeFacts) {
    this.#link = link;
    this.#keys = keys;
    this.#self = self;
  }

  /** The nodes as they were last heard of, this one as it is. */
  get nodes(): Nodes {
    const self = this.#self();
    const others = this.#nodes.all.filter(({ id }) => id !== self.id);
    const all = [...others, self].sort((a, b) => (a.id < b.id ? -1 : 1));
    return { leaderId: this.#nodes.leaderId, all };
  }

  /** Beats until the signal, and is forgotten then. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.#beat().catch(() => undefined);
      await pause(BEAT_MS, signal);
    }
    await this.#link.call(['HDEL', this.#keys.nodes, this.#self().id]).catch(() => undefined);
  }

  async #beat(): Promise<void> {
    const self = this.#self();
    const { nodes, lease } = this.#keys;
    const answer = await this.#link.run(
      HEARTBEAT,
      [nodes, lease],
      [self.id, JSON.stringify(self), SILENT_MS],
    );
    const [holder, living] = answer as [string, string[]];
    this.#nodes = {
      leaderId: holder === '' ? null : holder.slice(holder.indexOf(':') + 1),
      all: living.map((text) => JSON.parse(text) as NodeFacts),
    };
  }
}
