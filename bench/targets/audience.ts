import type { RawData } from 'ws';

/** What a client of a raw server sends to subscribe: the numbers of the specs it wants, or all. */
export interface RawSubscribe {
  readonly specs: 'all' | readonly number[];
}

/** Reads it from a message as `ws` hands it over, which is one buffer by default. */
export function subscribeOf(message: RawData): RawSubscribe {
  return JSON.parse((message as Buffer).toString()) as RawSubscribe;
}

/** Who wants which spec, told by the clients themselves. */
export class RawAudience<T> {
  readonly #all = new Set<T>();
  readonly #bySpec = new Map<number, Set<T>>();

  add(member: T, { specs }: RawSubscribe): void {
    if (specs === 'all') {
      this.#all.add(member);
      return;
    }
    for (const spec of specs) {
      const members = this.#bySpec.get(spec);
      if (members) members.add(member);
      else this.#bySpec.set(spec, new Set([member]));
    }
  }

  remove(member: T): void {
    this.#all.delete(member);
    for (const members of this.#bySpec.values()) members.delete(member);
  }

  /** Calls back for each who wants the spec. */
  each(spec: number, visit: (member: T) => void): void {
    for (const member of this.#all) visit(member);
    for (const member of this.#bySpec.get(spec) ?? []) visit(member);
  }
}
