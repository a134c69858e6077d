import type { ProblemCode } from '../spec/spec.ts';
import type { SpecFormat } from './format.ts';
import { MarkdownLines } from './markdown-lines.ts';
import { isFencedYamlOpen } from './metadata/fenced-yaml.ts';
import { isFrontMatterOpen } from './metadata/front-matter.ts';
import { parseSpec } from './parse-spec.ts';
import { isSpecPath } from './spec-path.ts';
import { decodeText, endsInsideCharacter } from './utf8-text.ts';

/**
 * Epics, features and tasks, one to a file: `*.spec.md` and `spec.md`, with the ID in the path and the metadata in any
 * of five forms, or none.
 */
export const eftFormat: SpecFormat = {
  name: 'eft',
  matches: isSpecPath,

  parse(file) {
    const faulty = (code: ProblemCode, message: string) =>
      ({
        kind: 'faulty',
        path: file.path,
        problems: [{ code, message, path: file.path, line: null }],
      }) as const;
    const lines = linesOf(file.bytes);
    if (lines === undefined) return faulty('NOT_TEXT', 'Expected UTF-8 text, got other bytes.');
    if (isEmpty(lines)) return faulty('EMPTY_FILE', 'Expected a spec, got an empty file.');
    return { kind: 'parsed', path: file.path, specs: [parseSpec(file, lines)], problems: [] };
  },

  looksUnfinished(bytes) {
    const lines = linesOf(bytes);
    if (lines === undefined) return endsInsideCharacter(bytes);
    if (isEmpty(lines)) return true;
    return isFrontMatterOpen(lines) || isFencedYamlOpen(lines);
  },
};

const known = new WeakMap<Uint8Array, MarkdownLines>();

/** The lines of a file; `undefined` where it is no text. Whoever asks whether it is whole goes on to parse it. */
function linesOf(bytes: Uint8Array): MarkdownLines | undefined {
  const found = known.get(bytes);
  if (found) return found;
  const text = decodeText(bytes);
  if (text === undefined) return undefined;
  const lines = new MarkdownLines(text);
  known.set(bytes, lines);
  return lines;
}

function isEmpty(lines: MarkdownLines): boolean {
  return lines.text.trim() === '';
}
