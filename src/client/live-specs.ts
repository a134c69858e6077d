import { createSpecPredicate, type SpecFilter } from '../spec/spec-filter.ts';
import { compareSpecIds } from '../spec/spec-id.ts';
import { operationError, SpecClientError } from './client-error.ts';
import {
  LiveSpecsDocument,
  type DeliveryOptions,
  type LiveSpecFieldsFragment,
  type LiveSpecsSubscription,
} from './generated/graphql.ts';
import { callback } from './live-operation.ts';
import type { SpecClient } from './spec-client.ts';

/** A spec as {@link LiveSpecs} keeps it: all but its body and its metadata. */
export type LiveSpec = LiveSpecFieldsFragment;

export interface LiveSpecsOptions {
  /** Which specs. @default all */
  readonly filter?: SpecFilter | undefined;
  /** How changes are wanted. @default at once */
  readonly delivery?: DeliveryOptions | undefined;
}

/** What has become of one spec. */
export interface LiveSpecUpdate {
  readonly before: LiveSpec;
  readonly after: LiveSpec;
  /** Names of what changed, sorted; `body` and metadata too. */
  readonly changes: readonly string[];
  /** With values, as far as they are known. */
  readonly fieldChanges: readonly {
    readonly field: string;
    readonly before: unknown;
    readonly after: unknown;
  }[];
}

/** What changed between one state and the next. Nothing in it is empty for nothing: there is always some change. */
export interface LiveSpecsChange {
  /**
   * Whether everything was read anew: at the beginning, and when the server could not say what was missed. What differs
   * from the state before is told all the same.
   */
  readonly isSnapshot: boolean;
  /** New ones, and those that match since. */
  readonly added: readonly LiveSpec[];
  readonly updated: readonly LiveSpecUpdate[];
  /** As last known: those that are deleted, and those that do not match any more. */
  readonly removed: readonly { readonly spec: LiveSpec; readonly isDeleted: boolean }[];
  readonly cursor: string;
  /** When the newest of these changes was committed, RFC 3339 in UTC. */
  readonly timestamp: string;
}

/** All specs that match a filter, current through lost connections. */
export interface LiveSpecs extends Disposable {
  /** By ID, in ID order; another map after each change, so that it can be compared by identity. */
  readonly specs: ReadonlyMap<string, LiveSpec>;
  /** Resolves when the first state is there; rejects with {@link SpecClientError} where it cannot be had (any more). */
  readonly ready: Promise<void>;
  /** Why it is kept current no more; `undefined` while it is. */
  readonly error: SpecClientError | undefined;
  /** Calls back after each change of `specs`, and once where `error` appears; returns what ends that. */
  onChange(listener: (change: LiveSpecsChange | undefined) => void): () => void;
  dispose(): void;
}

export function createLiveSpecs(client: SpecClient, { filter, delivery }: LiveSpecsOptions): LiveSpecs {
  const matches = createSpecPredicate(filter ?? {});
  const ready = Promise.withResolvers<void>();
  // Whoever does not wait for it learns of an error by `onChange`.
  ready.promise.catch(() => undefined);
  const listeners = new Set<(change: LiveSpecsChange | undefined) => void>();
  let specs: ReadonlyMap<string, LiveSpec> = new Map();
  let failure: SpecClientError | undefined;
  let isReady = false;

  function take({ snapshot, changes, cursor, timestamp }: Batch): void {
    const { next, ...what } = snapshot ? replaced(specs, snapshot) : folded(specs, changes, matches);
    const isFirst = !isReady;
    specs = next;
    isReady = true;
    ready.resolve();
    if (!isFirst && what.added.length + what.updated.length + what.removed.length === 0) return;
    tell({ ...what, isSnapshot: snapshot !== null, cursor, timestamp });
  }

  function tell(change: LiveSpecsChange | undefined): void {
    for (const listener of listeners) callback(() => listener(change));
  }

  function fail(error: SpecClientError): void {
    failure = error;
    ready.reject(error);
    tell(undefined);
  }

  function ended(): SpecClientError {
    return new SpecClientError('It is kept current no more.', { code: 'DISPOSED' });
  }

  const stop = client.subscribe(
    LiveSpecsDocument,
    { filter: filter as never, delivery },
    {
      next({ data, errors = [] }) {
        if (data) return take(data.specsChanged);
        // What this would have told is not known, and what follows builds on it.
        stop();
        fail(operationError(errors));
      },
      error: fail,
      complete: () => fail(ended()),
    },
    { whenAccessChanges: 'begin-anew' },
  );

  return {
    get specs() {
      return specs;
    },
    ready: ready.promise,
    get error() {
      return failure;
    },
    onChange(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    dispose() {
      stop();
      listeners.clear();
      // Whoever waits for the first state waits for nothing.
      ready.reject(ended());
    },
    [Symbol.dispose]() {
      this.dispose();
    },
  };
}

type Batch = LiveSpecsSubscription['specsChanged'];

interface Folded extends Pick<LiveSpecsChange, 'added' | 'updated' | 'removed'> {
  readonly next: ReadonlyMap<string, LiveSpec>;
}

/** What a batch of changes makes of the specs. */
function folded(
  specs: ReadonlyMap<string, LiveSpec>,
  changes: Batch['changes'],
  matches: (spec: LiveSpec) => boolean,
): Folded {
  const next = new Map(specs);
  const added: LiveSpec[] = [];
  const updated: LiveSpecUpdate[] = [];
  const removed: LiveSpecsChange['removed'][number][] = [];
  for (const change of changes) {
    const before = next.get(change.specId);
    const after = 'spec' in change && matches(change.spec) ? change.spec : undefined;
    if (after) next.set(after.id, after);
    else next.delete(change.specId);
    if (after && before) {
      const { changes = [], fieldChanges = [] } = change.__typename === 'SpecUpdated' ? change : {};
      updated.push({ before, after, changes, fieldChanges });
    } else if (after) {
      added.push(after);
    } else if (before) {
      removed.push({ spec: before, isDeleted: change.__typename === 'SpecDeleted' });
    }
  }
  return { next: added.length > 0 ? inOrder(next.values()) : next, added, updated, removed };
}

/** The fields whose changes are told by name, sorted; the revision changes with each of them. */
const TOLD_FIELDS = [
  'created',
  'dependencyIds',
  'path',
  'priority',
  'problems',
  'status',
  'tags',
  'title',
  'type',
  'updated',
] as const satisfies (keyof LiveSpec)[];

/** As `SpecUpdated.changes` has it. */
function nameOf(field: (typeof TOLD_FIELDS)[number]): string {
  return field === 'dependencyIds' ? 'dependencies' : field;
}

/** What differs when everything is read anew. */
function replaced(specs: ReadonlyMap<string, LiveSpec>, snapshot: readonly LiveSpec[]): Folded {
  const next = inOrder(snapshot);
  const added: LiveSpec[] = [];
  const updated: LiveSpecUpdate[] = [];
  for (const after of next.values()) {
    const before = specs.get(after.id);
    if (!before) {
      added.push(after);
      continue;
    }
    if (before.revision === after.revision && JSON.stringify(before) === JSON.stringify(after)) continue;
    const fields = TOLD_FIELDS.filter(
      (field) => JSON.stringify(after[field]) !== JSON.stringify(before[field]),
    );
    const fieldChanges = fields.map((field) => ({
      field: nameOf(field),
      before: before[field],
      after: after[field],
    }));
    updated.push({ before, after, changes: fieldChanges.map(({ field }) => field), fieldChanges });
  }
  const removed = [...specs.values()]
    .filter(({ id }) => !next.has(id))
    .map((spec) => ({ spec, isDeleted: false }));
  return { next, added, updated, removed };
}

function inOrder(specs: Iterable<LiveSpec>): ReadonlyMap<string, LiveSpec> {
  return new Map([...specs].sort((a, b) => compareSpecIds(a.id, b.id)).map((spec) => [spec.id, spec]));
}
