import { randomBytes } from 'node:crypto';
import type { LogEntry } from '../change-log.ts';
import { newEpoch } from '../epoch.ts';
import type { LogState } from '../log-state.ts';
import { changedId } from '../../spec/spec-change.ts';
import type { Spec, SpecProblem } from '../../spec/spec.ts';
import { encodeChange } from './commit-entry.ts';
import { commitIdAt, nextCommitId, type CommitId } from './commit-id.ts';
import type { RedisKeys } from './keys.ts';
import type { RedisLink } from './redis-link.ts';
import { BEGIN, COMMIT, type WriteResult } from './scripts.ts';

export interface LogWriterOptions {
  readonly link: RedisLink;
  readonly keys: RedisKeys;
  /** A replica at the commit that each write comes after. */
  readonly replica: LogState;
  /** About how many commits the stream keeps. */
  readonly streamCommits: number;
  /** Most deletions that are remembered. */
  readonly tombstones: number;
}

/** What is committed together, after which commit, and signed by which lease. */
export interface WriteRequest {
  readonly holder: string;
  readonly before: CommitId;
  readonly entries: readonly LogEntry[];
  /** `undefined` where they are what they were. */
  readonly looseProblems: readonly SpecProblem[] | undefined;
}

/** Specs that are laid ready with one command, and how long their texts may be together but for the last. */
const AT_ONCE = { specs: 200, characters: 4 * 1024 * 1024 };
/** How long specs that were laid ready stay when nobody takes them, in seconds. */
const READY_SECONDS = 600;
/** How much longer than others the answer to the last step of a beginning may take, in milliseconds. */
const BEGIN_MS = 30_000;

/** Writes the log in Redis: state and stream together or not at all, and only as long as the lease lasts. */
export class LogWriter {
  readonly #options: LogWriterOptions;

  constructor(options: LogWriterOptions) {
    this.#options = options;
  }

  /**
   * Commits what comes next after a commit at which the replica is.
   * @throws where it is not known whether it was committed
   */
  async commit(request: WriteRequest): Promise<{ readonly result: WriteResult; readonly commit: CommitId }> {
    const { holder, before, entries, looseProblems } = request;
    const { link, keys, replica, streamCommits, tombstones } = this.#options;
    const pasts = replica.previewHistory(entries);
    const head = replica.head + entries.length;
    const commit = nextCommitId(before, head);
    const changes = entries.flatMap((entry) => encodeChange(entry, pasts.get(changedId(entry.change))!));
    const result = await link.run(
      COMMIT,
      [keys.lease, keys.meta, keys.specs, keys.pasts, keys.tombstones, keys.stream],
      [
        holder,
        before.text,
        commit.text,
        commit.entryId,
        head,
        streamCommits,
        tombstones,
        entries[0]?.timestampMs ?? 0,
        looseProblems ? JSON.stringify(looseProblems) : '',
        entries.length,
        ...changes,
      ],
    );
    return { result: result as WriteResult, commit };
  }

  /**
   * Begins a new log, with an epoch of its own, where Redis has none.
   * @throws where it is not known whether it has begun
   */
  async begin(
    holder: string,
    specs: readonly Spec[],
    looseProblems: readonly SpecProblem[],
  ): Promise<WriteResult> {
    const { link, keys } = this.#options;
    const ready = `${keys.specs}:${randomBytes(6).toString('hex')}`;
    for (const fields of fieldsInParts(specs)) {
      await link.transaction([
        ['HSET', ready, ...fields],
        ['EXPIRE', ready, READY_SECONDS],
      ]);
    }
    const result = await link.run(
      BEGIN,
      [keys.lease, keys.meta, keys.specs, keys.pasts, keys.tombstones, keys.stream, ready],
      [holder, newEpoch(), commitIdAt('0-0').text, JSON.stringify(looseProblems), specs.length],
      BEGIN_MS,
    );
    return result as WriteResult;
  }
}

/** The fields of a hash that holds specs by ID, cut into parts that are not too large for one command. */
function* fieldsInParts(specs: readonly Spec[]): Generator<string[]> {
  let fields: string[] = [];
  let characters = 0;
  for (const spec of specs) {
    const text = JSON.stringify(spec);
    fields.push(spec.id, text);
    characters += text.length;
    if (fields.length < 2 * AT_ONCE.specs && characters < AT_ONCE.characters) continue;
    yield fields;
    fields = [];
    characters = 0;
  }
  if (fields.length > 0) yield fields;
}
