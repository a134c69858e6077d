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
    const text = decodeText(file.bytes);
    if (text === undefined) return faulty('NOT_TEXT', 'Expected UTF-8 text, got other bytes.');
    if (text.trim() === '') return faulty('EMPTY_FILE', 'Expected a spec, got an empty file.');
    return { kind: 'parsed', path: file.path, specs: [parseSpec(file, text)], problems: [] };
  },

  looksUnfinished(bytes) {
    const text = decodeText(bytes);
    if (text === undefined) return endsInsideCharacter(bytes);
    if (text.trim() === '') return true;
    const lines = new MarkdownLines(text);
    return isFrontMatterOpen(lines) || isFencedYamlOpen(lines);
  },
};
