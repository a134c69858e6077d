import { startRelay, type Relay } from '../support/relay.ts';
import type { ClusterNode } from './cluster.ts';

/** A client's way to the nodes: all its connections lead to one, until it is moved. */
interface Door {
  readonly relay: Relay;
  node: ClusterNode;
}

/**
 * Leads clients to nodes that take in: each to one at random, and to another when it is moved or its node is gone. A
 * client stays with one node in between since the requests of a reserved event stream must reach the node that has it.
 */
export class Balancer implements AsyncDisposable {
  readonly #nodes: readonly ClusterNode[];
  readonly #doors: Door[] = [];
  #moves = 0;

  constructor(nodes: readonly ClusterNode[]) {
    this.#nodes = nodes;
  }

  /** How many times a client was moved. */
  get moves(): number {
    return this.#moves;
  }

  /** Opens a way for one client; its address is that of the API. */
  async open(): Promise<URL> {
    const node = this.#another();
    const relay = await startRelay(node.served.url);
    this.#doors.push({ relay, node });
    return new URL(node.served.url.pathname, relay.url);
  }

  /** Cuts the connections of one client at random; it comes back to another node, where there is one. */
  moveOne(): void {
    const door = pick(this.#doors);
    this.#lead(door);
    door.relay.cut();
  }

  /** Leads nobody to this node any more; open connections are left to end by themselves. */
  takeOut(node: ClusterNode): void {
    node.isTakingIn = false;
    for (const door of this.#doors) if (door.node === node) this.#lead(door);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#doors.map(({ relay }) => relay[Symbol.asyncDispose]()));
  }

  #lead(door: Door): void {
    door.node = this.#another(door.node);
    door.relay.lead(door.node.served.url);
    this.#moves += 1;
  }

  #another(than?: ClusterNode): ClusterNode {
    const nodes = this.#nodes.filter(({ isTakingIn }) => isTakingIn);
    const others = nodes.filter((node) => node !== than);
    return pick(others.length > 0 ? others : nodes);
  }
}

function pick<T>(values: readonly T[]): T {
  return values[Math.floor(Math.random() * values.length)]!;
}
