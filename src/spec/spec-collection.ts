import { ancestorIdsOf, compareSpecIds } from './spec-id.ts';
import type { Spec } from './spec.ts';
import type { SpecChange } from './spec-change.ts';

/** Specs by ID, in ID order, with their relations: the state that a log of changes adds up to. */
export interface SpecCollection extends Iterable<Spec> {
  readonly size: number;
  get(id: string): Spec | undefined;
  /** The specs whose ID comes after this one, in ID order; all of them without an ID. */
  after(id?: string): Iterable<Spec>;
  /** Direct children in ID order, also of an ID that no spec has. */
  childrenOf(id: string): Spec[];
  /** The ancestors that exist, root first. */
  ancestorsOf(id: string): Spec[];
}

/** A collection that changes are applied to. A change costs the logarithm of the size; a new ID moves memory. */
export class MutableSpecCollection implements SpecCollection {
  readonly #specs = new Map<string, Spec>();
  readonly #ids: string[] = [];
  readonly #childIds = new Map<string, string[]>();

  get size(): number {
    return this.#specs.size;
  }

  get(id: string): Spec | undefined {
    return this.#specs.get(id);
  }

  *after(id?: string): Generator<Spec, void, undefined> {
    let at = id === undefined ? 0 : placeOf(this.#ids, id);
    if (id !== undefined && this.#ids[at] === id) at += 1;
    for (; at < this.#ids.length; at += 1) yield this.#specs.get(this.#ids[at]!)!;
  }

  [Symbol.iterator](): Iterator<Spec> {
    return this.after();
  }

  childrenOf(id: string): Spec[] {
    return (this.#childIds.get(id) ?? []).map((childId) => this.#specs.get(childId)!);
  }

  ancestorsOf(id: string): Spec[] {
    return ancestorIdsOf(id).flatMap((ancestorId) => this.#specs.get(ancestorId) ?? []);
  }

  /** Adds or replaces a spec. */
  set(spec: Spec): void {
    const before = this.#specs.get(spec.id);
    this.#specs.set(spec.id, spec);
    if (!before) insert(this.#ids, spec.id);
    if (before?.parentId === spec.parentId) return;
    if (before) this.#removeChild(before);
    if (spec.parentId === null) return;
    const siblings = this.#childIds.get(spec.parentId);
    if (siblings) insert(siblings, spec.id);
    else this.#childIds.set(spec.parentId, [spec.id]);
  }

  delete(id: string): void {
    const before = this.#specs.get(id);
    if (!before) return;
    this.#specs.delete(id);
    remove(this.#ids, id);
    this.#removeChild(before);
  }

  apply(change: SpecChange): void {
    if (change.kind === 'deleted') this.delete(change.last.id);
    else this.set(change.after);
  }

  #removeChild({ id, parentId }: Spec): void {
    if (parentId === null) return;
    const siblings = this.#childIds.get(parentId);
    if (!siblings) return;
    remove(siblings, id);
    if (siblings.length === 0) this.#childIds.delete(parentId);
  }
}

/** Where an ID stands in a sorted list, or would stand. */
function placeOf(ids: readonly string[], id: string): number {
  let low = 0;
  let high = ids.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (compareSpecIds(ids[middle]!, id) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

function insert(ids: string[], id: string): void {
  ids.splice(placeOf(ids, id), 0, id);
}

function remove(ids: string[], id: string): void {
  const at = placeOf(ids, id);
  if (ids[at] === id) ids.splice(at, 1);
}
