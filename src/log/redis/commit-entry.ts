import type { LogEntry } from '../change-log.ts';
import type { PastRecord } from '../spec-history.ts';
import type { Spec, SpecProblem } from '../../spec/spec.ts';
import { changedId, type SpecChange } from '../../spec/spec-change.ts';
import type { SpecCollection } from '../../spec/spec-collection.ts';
import { parseCommitId, type CommitId } from './commit-id.ts';

/** A commit as the stream tells it. */
export interface StreamedCommit {
  readonly before: CommitId;
  readonly commit: CommitId;
  readonly timestampMs: number;
  /** `undefined` where they are what they were. */
  readonly looseProblems: readonly SpecProblem[] | undefined;
  readonly changes: readonly StreamedChange[];
}

/** A change less the version before, which whoever follows has. */
type StreamedChange =
  | { readonly kind: 'created'; readonly after: Spec }
  | { readonly kind: 'updated'; readonly after: Spec; readonly fields: readonly string[] }
  | { readonly kind: 'deleted'; readonly id: string };

type Header = ['created'] | ['updated', readonly string[]] | ['deleted', string];

/** The arguments that stand for one change in a commit: its ID, its kind, its header, its spec and its past. */
export function encodeChange({ change }: LogEntry, past: PastRecord): string[] {
  const id = changedId(change);
  const spec = change.kind === 'deleted' ? '' : JSON.stringify(change.after);
  return [id, change.kind, JSON.stringify(headerOf(change)), spec, JSON.stringify(past)];
}

function headerOf(change: SpecChange): Header {
  switch (change.kind) {
    case 'created':
      return [change.kind];
    case 'updated':
      return [change.kind, change.fields];
    case 'deleted':
      return [change.kind, change.last.id];
  }
}

/** Reads what XREAD answers for one stream; nothing where there is nothing new. */
export function decodeStream(answer: unknown): StreamedCommit[] {
  const streams = answer as [key: string, entries: [id: string, fields: string[]][]][] | null;
  return (streams?.[0]?.[1] ?? []).map(([, fields]) => decodeCommit(fields));
}

const NAMED_FIELDS = 8;

function decodeCommit(fields: readonly string[]): StreamedCommit {
  const [, before = '', , commit = '', , at = '', , problems = ''] = fields;
  const changes: StreamedChange[] = [];
  for (let place = NAMED_FIELDS; place < fields.length; place += 2) {
    changes.push(decodeChange(JSON.parse(fields[place]!) as Header, fields[place + 1]!));
  }
  return {
    before: parseCommitId(before),
    commit: parseCommitId(commit),
    timestampMs: Number(at),
    looseProblems: problems === '' ? undefined : (JSON.parse(problems) as SpecProblem[]),
    changes,
  };
}

function decodeChange(header: Header, spec: string): StreamedChange {
  switch (header[0]) {
    case 'created':
      return { kind: header[0], after: JSON.parse(spec) as Spec };
    case 'updated':
      return { kind: header[0], after: JSON.parse(spec) as Spec, fields: header[1] };
    case 'deleted':
      return { kind: header[0], id: header[1] };
  }
}

/**
 * The entries of a commit that comes next after a head; `undefined` where a version before is not there, so that the
 * specs cannot be what the commit was made from.
 * @param specs as they are at that head
 */
export function entriesOf(
  { changes, timestampMs }: StreamedCommit,
  head: number,
  specs: Pick<SpecCollection, 'get'>,
): LogEntry[] | undefined {
  const changed = new Map<string, Spec | undefined>();
  const entries: LogEntry[] = [];
  for (const streamed of changes) {
    const id = streamed.kind === 'deleted' ? streamed.id : streamed.after.id;
    const before = changed.has(id) ? changed.get(id) : specs.get(id);
    changed.set(id, streamed.kind === 'deleted' ? undefined : streamed.after);
    const change = completed(streamed, before);
    if (!change) return undefined;
    entries.push({ change, position: head + entries.length + 1, timestampMs });
  }
  return entries;
}

function completed(change: StreamedChange, before: Spec | undefined): SpecChange | undefined {
  if (change.kind === 'created') return change;
  if (!before) return undefined;
  return change.kind === 'updated' ? { ...change, before } : { kind: 'deleted', before, last: before };
}
