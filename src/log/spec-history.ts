import { changedId, fieldNamesOf, type LastKnown } from '../spec/spec-change.ts';
import type { SpecCollection } from '../spec/spec-collection.ts';
import { ownText } from '../spec/own-text.ts';
import type { LogEntry } from './change-log.ts';

/** What is kept of one spec's past, living or gone. */
interface Past {
  /** The position and time of the last change. */
  position: number;
  timestampMs: number;
  /** Positions at which the spec came and went, by turns, beginning with coming; `0` for what was there first. */
  readonly turns: number[];
  /** When each field changed last. */
  readonly fields: Map<string, number>;
  /** Set while the spec is gone. */
  tombstone?: LastKnown;
}

/** What is kept of one spec's past, in a form that can be written down. */
export interface PastRecord extends Pick<Past, 'position' | 'timestampMs' | 'tombstone'> {
  readonly turns: readonly number[];
  readonly fields: Readonly<Record<string, number>>;
}

/** A history in a form that can be written down. */
export interface HistoryRecord {
  readonly pasts: ReadonlyMap<string, PastRecord>;
  /** Of subscribers from before this position it is not known what they have to forget. */
  readonly prunedThrough: number;
}

/** A spec that flaps more often than this is told as updated where it was created; nothing else depends on it. */
const MAX_TURNS = 32;

/**
 * Each spec's last change, and a tombstone for each that is gone: enough to tell a subscriber of any age what it
 * lacks, at a cost that grows with the number of specs and never with the number of changes.
 */
export class SpecHistory {
  readonly #maxTombstones: number;
  readonly #pasts = new Map<string, Past>();
  /** Oldest first, which is what lets the oldest go. */
  readonly #tombstones = new Map<string, Past>();
  /** Of subscribers from before this position it is no longer known what they have to forget. */
  #prunedThrough = 0;

  constructor(limits: { readonly maxTombstones: number }) {
    this.#maxTombstones = limits.maxTombstones;
  }

  /** How many deletions are remembered. */
  get tombstones(): number {
    return this.#tombstones.size;
  }

  note({ change, position, timestampMs }: LogEntry): void {
    const id = changedId(change);
    const past = this.#pasts.get(id) ?? {
      position,
      timestampMs,
      // A spec that is first heard of by anything but its creation was there from the start.
      turns: change.kind === 'created' ? [] : [0],
      fields: new Map<string, number>(),
    };
    past.position = position;
    past.timestampMs = timestampMs;
    this.#pasts.set(id, past);
    switch (change.kind) {
      case 'created':
        this.#turn(past, position);
        this.#tombstones.delete(id);
        delete past.tombstone;
        for (const field of [...past.fields.keys(), ...fieldNamesOf(change.after)]) {
          past.fields.set(field, position);
        }
        break;
      case 'updated':
        for (const field of change.fields) past.fields.set(field, position);
        break;
      case 'deleted':
        this.#turn(past, position);
        // Those that only the version before had differ too, should the spec come again.
        for (const field of change.before ? fieldNamesOf(change.before) : [])
          past.fields.set(field, position);
        past.tombstone = lastKnown(change.last);
        this.#tombstones.set(id, past);
        this.#prune();
        break;
    }
  }

  /** The pasts that noting these entries would lead to, of the specs in them; nothing is noted. */
  preview(entries: readonly LogEntry[]): HistoryRecord['pasts'] {
    const scratch = new SpecHistory({ maxTombstones: Infinity });
    for (const entry of entries) {
      const id = changedId(entry.change);
      const known = scratch.#pasts.has(id) ? undefined : this.#pasts.get(id);
      if (known) scratch.#pasts.set(id, fromRecord(toRecord(known)));
      scratch.note(entry);
    }
    return new Map([...scratch.#pasts].map(([id, past]) => [id, toRecord(past)]));
  }

  /** Forgets all there is and takes a record in its place. */
  replace({ pasts, prunedThrough }: HistoryRecord): void {
    this.#pasts.clear();
    this.#tombstones.clear();
    this.#prunedThrough = prunedThrough;
    for (const [id, past] of pasts) this.#pasts.set(id, fromRecord(past));
    const gone = [...this.#pasts].filter(([, { tombstone }]) => tombstone);
    for (const [id, past] of gone.sort(([, a], [, b]) => a.position - b.position)) {
      this.#tombstones.set(id, past);
    }
    this.#prune();
  }

  /** As `ChangeLog.conflatedSince`. */
  since(after: number, through: number, specs: SpecCollection): LogEntry[] | undefined {
    if (after < this.#prunedThrough) return undefined;
    const entries: LogEntry[] = [];
    for (const [id, past] of this.#pasts) {
      if (past.position <= after) continue;
      const { position, timestampMs } = past;
      const wasThere = wasThereIn(past.turns, after, through);
      if (past.tombstone) {
        if (!wasThere) continue;
        const change = { kind: 'deleted', before: null, last: past.tombstone } as const;
        entries.push({ change, position, timestampMs });
        continue;
      }
      const spec = specs.get(id)!;
      const fields = [...past.fields].flatMap(([field, at]) => (at > after ? [field] : [])).sort();
      const change = wasThere
        ? ({ kind: 'updated', before: null, after: spec, fields } as const)
        : ({ kind: 'created', after: spec } as const);
      entries.push({ change, position, timestampMs });
    }
    return entries.sort((a, b) => a.position - b.position);
  }

  #turn(past: Past, position: number): void {
    past.turns.push(position);
    if (past.turns.length > MAX_TURNS) past.turns.splice(1, 2);
  }

  #prune(): void {
    for (const [id, past] of this.#tombstones) {
      if (this.#tombstones.size <= this.#maxTombstones) return;
      this.#tombstones.delete(id);
      this.#pasts.delete(id);
      this.#prunedThrough = past.position;
    }
  }
}

function toRecord({ fields, ...past }: Past): PastRecord {
  return { ...past, fields: Object.fromEntries(fields) };
}

function fromRecord({ turns, fields, ...past }: PastRecord): Past {
  return { ...past, turns: [...turns], fields: new Map(Object.entries(fields)) };
}

/** Whether the spec was there at `after`, or at any time from then up to `through`. */
function wasThereIn(turns: readonly number[], after: number, through: number): boolean {
  const turnsBefore = turns.filter((turn) => turn <= after).length;
  const isComing = (at: number) => at % 2 === 0;
  return !isComing(turnsBefore) || turns.some((turn, at) => isComing(at) && turn > after && turn <= through);
}

function lastKnown({ id, title, path, type, status, priority, tags }: LastKnown): LastKnown {
  // A tombstone outlives the text of its spec, and must not keep it.
  return {
    id,
    title: ownText(title),
    path,
    type: ownText(type),
    status: status && ownText(status),
    priority,
    tags: tags.map(ownText),
  };
}
