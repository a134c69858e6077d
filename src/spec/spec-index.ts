import { isDeepStrictEqual } from 'node:util';
import { ID_CLAIMS, type FileReading, type ParsedSpec } from './parsed-file.ts';
import { compareProblems } from './compare-problems.ts';
import type { Spec, SpecProblem } from './spec.ts';
import { changeBetween, type SpecChange } from './spec-change.ts';
import { relationProblems } from './relation-problems.ts';
import { sortInSteps } from './sort-in-steps.ts';
import { compareSpecIds } from './spec-id.ts';

/** What a file last gave: its specs stay when a later look finds nothing usable. */
interface KnownFile {
  readonly specs: readonly ParsedSpec[];
  readonly problems: readonly SpecProblem[];
  /** Why the file cannot be used now; empty when it can. */
  readonly faults: readonly SpecProblem[];
}

/** One file's claim to an ID. */
interface Claim {
  readonly path: string;
  readonly parsed: ParsedSpec;
}

/**
 * Specs by ID and by path, as the readings of files add up to them. A reading costs what it touches: the specs of
 * its file and those related to an ID that came or went. What results depends on the files alone, never on the
 * order in which they were read.
 */
export class SpecIndex {
  readonly #files = new Map<string, KnownFile>();
  /** Strongest first: the first one owns the ID. */
  readonly #claims = new Map<string, Claim[]>();
  readonly #specs = new Map<string, Spec>();
  readonly #childIds = new SetMap();
  readonly #dependentIds = new SetMap();
  readonly #looseProblems = new Map<string, readonly SpecProblem[]>();
  /** All of these in order, until one of them changes. */
  #sortedProblems: readonly SpecProblem[] | undefined;

  /** Problems of files that belong to no spec that is served, such as the loser of two files with one ID; by path. */
  get looseProblems(): readonly SpecProblem[] {
    this.#sortedProblems ??= [...this.#looseProblems.values()].flat().sort(compareProblems);
    return this.#sortedProblems;
  }

  get specs(): ReadonlyMap<string, Spec> {
    return this.#specs;
  }

  /** Takes in a batch of readings as one; returns what changed, in ID order. */
  apply(readings: readonly FileReading[]): SpecChange[] {
    const steps = this.applyInSteps(readings);
    for (;;) {
      const { done, value } = steps.next();
      if (done) return value;
    }
  }

  /**
   * The same in small steps, with a rest after each; a step costs about what one spec does. Until the last one is
   * taken the index is between two states, and takes in nothing else.
   */
  *applyInSteps(readings: readonly FileReading[]): Generator<undefined, SpecChange[], undefined> {
    const touched = new Set<string>();
    const paths = new Set<string>();
    for (const reading of readings) {
      paths.add(reading.path);
      for (const id of this.#takeIn(reading)) touched.add(id);
      yield;
    }

    const affected = new Set(touched);
    for (const id of touched) {
      const owner = this.#ownerOf(id);
      const before = this.#specs.get(id);
      this.#relate(id, owner?.parsed);
      yield;
      const parentIds = [before?.parentId, owner?.parsed.spec.parentId];
      if (parentIds[0] !== parentIds[1]) {
        for (const parentId of parentIds) if (parentId) affected.add(parentId);
      }
      if (Boolean(owner) === Boolean(before)) continue;
      // An ID that came or went settles or raises problems of those who point at it.
      for (const related of this.#childIds.get(id)) affected.add(related);
      for (const related of this.#dependentIds.get(id)) affected.add(related);
    }

    const changes: SpecChange[] = [];
    for (const id of yield* sortInSteps([...affected], compareSpecIds)) {
      const before = this.#specs.get(id);
      const owner = this.#ownerOf(id);
      const change = changeBetween(before, owner && this.#assemble(owner));
      yield;
      if (!change) continue;
      if (change.kind === 'deleted') this.#specs.delete(id);
      else this.#specs.set(id, change.after);
      changes.push(change);
    }
    for (const id of touched) {
      for (const { path } of this.#claims.get(id) ?? []) paths.add(path);
    }
    for (const path of paths) {
      this.#updateLooseProblems(path);
      yield;
    }
    return changes;
  }

  /** Returns the IDs whose claims may differ now. */
  #takeIn(reading: FileReading): string[] {
    const known = this.#files.get(reading.path);
    const before = known?.specs ?? [];
    const idsOf = (specs: readonly ParsedSpec[]) => specs.map(({ spec }) => spec.id);
    switch (reading.kind) {
      case 'gone':
        this.#files.delete(reading.path);
        this.#claim(reading.path, before, []);
        return idsOf(before);
      case 'faulty':
        this.#files.set(reading.path, {
          specs: before,
          problems: known?.problems ?? [],
          faults: reading.problems,
        });
        return idsOf(before);
      case 'parsed':
        this.#files.set(reading.path, { specs: reading.specs, problems: reading.problems, faults: [] });
        this.#claim(reading.path, before, reading.specs);
        return [...idsOf(before), ...idsOf(reading.specs)];
    }
  }

  #claim(path: string, before: readonly ParsedSpec[], after: readonly ParsedSpec[]): void {
    for (const { spec } of before) {
      const rest = (this.#claims.get(spec.id) ?? []).filter((claim) => claim.path !== path);
      if (rest.length > 0) this.#claims.set(spec.id, rest);
      else this.#claims.delete(spec.id);
    }
    for (const parsed of after) {
      const claims = this.#claims.get(parsed.spec.id);
      if (claims) insertClaim(claims, { path, parsed });
      else this.#claims.set(parsed.spec.id, [{ path, parsed }]);
    }
  }

  #ownerOf(id: string): Claim | undefined {
    return this.#claims.get(id)?.[0];
  }

  /** Keeps the relations of an ID as its owner has them. */
  #relate(id: string, parsed: ParsedSpec | undefined): void {
    const before = this.#specs.get(id);
    if (before?.parentId) this.#childIds.remove(before.parentId, id);
    for (const dependencyId of before?.dependencyIds ?? []) this.#dependentIds.remove(dependencyId, id);
    if (!parsed) return;
    if (parsed.spec.parentId) this.#childIds.add(parsed.spec.parentId, id);
    for (const dependencyId of parsed.spec.dependencyIds) this.#dependentIds.add(dependencyId, id);
  }

  #assemble({ path, parsed }: Claim): Spec {
    const problems = [
      ...parsed.spec.problems,
      ...this.#files.get(path)!.faults,
      ...relationProblems(parsed, {
        exists: (id) => this.#claims.has(id),
        childIds: this.#childIds.get(parsed.spec.id),
      }),
    ];
    const before = this.#specs.get(parsed.spec.id);
    // The same file with the same problems is the same spec: comparing by identity then suffices.
    if (before?.path === path && before.revision === parsed.spec.revision) {
      if (before.problems.length === problems.length && isDeepStrictEqual(before.problems, problems)) {
        return before;
      }
    }
    return { ...parsed.spec, problems };
  }

  #updateLooseProblems(path: string): void {
    const file = this.#files.get(path);
    const problems: SpecProblem[] = [...(file?.problems ?? [])];
    let owned = 0;
    for (const parsed of file?.specs ?? []) {
      const owner = this.#ownerOf(parsed.spec.id)!;
      if (owner.parsed === parsed) {
        owned += 1;
        continue;
      }
      problems.push(...parsed.spec.problems, {
        code: 'DUPLICATE_ID',
        message: `ID ${parsed.spec.id} already belongs to ${owner.path}; this file waits until that one goes.`,
        path,
        line: parsed.lines.get('id') ?? null,
      });
    }
    if (owned === 0) problems.push(...(file?.faults ?? []));
    if (problems.length === 0 && !this.#looseProblems.has(path)) return;
    this.#sortedProblems = undefined;
    if (problems.length > 0) this.#looseProblems.set(path, problems);
    else this.#looseProblems.delete(path);
  }
}

/** Behind all that are as strong or stronger; thousands of copies of one file may claim one ID. */
function insertClaim(claims: Claim[], claim: Claim): void {
  let low = 0;
  let high = claims.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (compareClaims(claims[middle]!, claim) <= 0) low = middle + 1;
    else high = middle;
  }
  claims.splice(low, 0, claim);
}

function compareClaims(a: Claim, b: Claim): number {
  const strength = ID_CLAIMS.indexOf(a.parsed.claim) - ID_CLAIMS.indexOf(b.parsed.claim);
  return strength || Buffer.compare(Buffer.from(a.path), Buffer.from(b.path));
}

/** A map from a key to a set, which has no empty sets. */
class SetMap {
  readonly #sets = new Map<string, Set<string>>();

  get(key: string): ReadonlySet<string> {
    return this.#sets.get(key) ?? EMPTY;
  }

  add(key: string, value: string): void {
    const set = this.#sets.get(key);
    if (set) set.add(value);
    else this.#sets.set(key, new Set([value]));
  }

  remove(key: string, value: string): void {
    const set = this.#sets.get(key);
    if (set?.delete(value) && set.size === 0) this.#sets.delete(key);
  }
}

const EMPTY: ReadonlySet<string> = new Set();
