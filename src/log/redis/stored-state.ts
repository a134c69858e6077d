import type { LogSnapshot } from '../log-state.ts';
import type { PastRecord } from '../spec-history.ts';
import type { Spec, SpecProblem } from '../../spec/spec.ts';
import { parseCommitId, type CommitId } from './commit-id.ts';
import type { RedisKeys } from './keys.ts';
import type { RedisLink } from './redis-link.ts';

/** Where the log stands, as Redis has it. */
export interface StoredHead {
  readonly epoch: string;
  readonly head: number;
  readonly commit: CommitId;
}

/** A state with the commit that led to it. */
export interface StoredState extends LogSnapshot {
  readonly commit: CommitId;
}

/** How much longer than other answers a whole state may take, in milliseconds. */
const LOAD_MS = 60_000;

/** Where the log stands; `undefined` where Redis has none. */
export async function readHead(link: RedisLink, { meta }: RedisKeys): Promise<StoredHead | undefined> {
  const answer = await link.call(['HMGET', meta, 'epoch', 'head', 'commit']);
  return decodeHead(answer as (string | null)[]);
}

/**
 * Reads the whole state, as it is at one position; `undefined` where Redis has none. What is large is taken apart in
 * small steps.
 */
export async function readState(
  link: RedisLink,
  { meta, specs, pasts }: RedisKeys,
): Promise<Generator<undefined, StoredState | undefined, undefined>> {
  const answers = await link.transaction(
    [
      ['HMGET', meta, 'epoch', 'head', 'commit', 'prunedThrough', 'problems'],
      ['HGETALL', specs],
      ['HGETALL', pasts],
    ],
    LOAD_MS,
  );
  return decodeState(answers as [(string | null)[], string[], string[]]);
}

function* decodeState([meta, specs, pasts]: [(string | null)[], string[], string[]]): Generator<
  undefined,
  StoredState | undefined,
  undefined
> {
  const head = decodeHead(meta);
  if (!head) return undefined;
  const specList: Spec[] = [];
  for (let at = 1; at < specs.length; at += 2) {
    specList.push(JSON.parse(specs[at]!) as Spec);
    yield;
  }
  const pastsById = new Map<string, PastRecord>();
  for (let at = 0; at < pasts.length; at += 2) {
    pastsById.set(pasts[at]!, JSON.parse(pasts[at + 1]!) as PastRecord);
    yield;
  }
  return {
    ...head,
    specs: specList,
    looseProblems: JSON.parse(meta[4] ?? '[]') as SpecProblem[],
    history: { pasts: pastsById, prunedThrough: Number(meta[3]) },
  };
}

function decodeHead([epoch, head, commit]: readonly (string | null)[]): StoredHead | undefined {
  if (!epoch || !head || !commit) return undefined;
  return { epoch, head: Number(head), commit: parseCommitId(commit) };
}
