import { isHierarchicalId } from '../../spec/spec-id.ts';
import { percentDecoded } from './percent-decoded.ts';

/** What links between specs are found with. */
export interface KnownSpecs {
  /** The IDs that a link may lead to. */
  readonly ids: { has(id: string): boolean };
  /** The path of the file that the body is from, in the folder of specs, parted by `/`. */
  readonly path: string;
  /** The IDs of specs by the paths of their files. */
  readonly pathToId: ReadonlyMap<string, string>;
}

/** A run of a text: the ID of a known spec, or anything else. */
export interface TextRun {
  readonly text: string;
  readonly isId: boolean;
}

// Only one way to match any text, so that time is linear.
const WORD = /[\p{L}\p{N}_]+(?:-[\p{L}\p{N}_]+)*/gu;

/** Cuts a text at the IDs of known specs. Only hierarchical IDs count: any other may be an everyday word. */
export function runsOf(text: string, { ids }: KnownSpecs): TextRun[] {
  const runs: TextRun[] = [];
  let end = 0;
  for (const { 0: word, index } of text.matchAll(WORD)) {
    if (!isHierarchicalId(word) || !ids.has(word)) continue;
    if (index > end) runs.push({ text: text.slice(end, index), isId: false });
    runs.push({ text: word, isId: true });
    end = index + word.length;
  }
  if (end < text.length) runs.push({ text: text.slice(end), isId: false });
  return runs;
}

/**
 * The ID of the known spec that a link without a scheme leads to: an ID itself, or the path of a spec's file, from
 * the file of the body or, with a leading `/`, from the folder of specs. `undefined` when there is none.
 */
export function specAt(address: string, specs: KnownSpecs): string | undefined {
  const place = percentDecoded(address.replace(/[?#].*$/s, ''));
  if (!place) return undefined;
  const path = resolved(place, specs.path);
  const id = specs.ids.has(place) ? place : path === undefined ? undefined : specs.pathToId.get(path);
  return id !== undefined && specs.ids.has(id) ? id : undefined;
}

/** A path from a file's folder, or from the root; `undefined` for one that leaves the root. */
function resolved(place: string, from: string): string | undefined {
  const folders = place.startsWith('/') ? [] : from.split('/').slice(0, -1);
  for (const step of place.replace(/^\//, '').split('/')) {
    if (step === '..' && folders.pop() === undefined) return undefined;
    if (step !== '.' && step !== '..') folders.push(step);
  }
  return folders.join('/');
}
