import type { IdClaim, ParsedSpec } from '../spec/parsed-file.ts';
import type { ProblemCode, Spec, SpecProblem } from '../spec/spec.ts';
import { fieldNameOf } from '../spec/field-name.ts';
import { isHierarchicalId, parentIdOf, parseSpecId } from '../spec/spec-id.ts';
import { countChecklist } from './checklist.ts';
import { dayOf, knownFields, listOf, PRIORITY_NAMES, priorityOf, textOf, wordOf } from './fields.ts';
import type { SpecFile, SpecFormat } from './format.ts';
import { headingsIn, MarkdownLines } from './markdown-lines.ts';
import { bulletList } from './metadata/bullet-list.ts';
import type { Carrier, MetadataBlock } from './metadata/carrier.ts';
import { fencedYaml, isFencedYamlOpen } from './metadata/fenced-yaml.ts';
import { frontMatterAfterHeading, frontMatterAtTop, isFrontMatterOpen } from './metadata/front-matter.ts';
import { table } from './metadata/table.ts';
import { idFromPath, isSpecPath } from './spec-path.ts';

/** The first that a file has is its metadata. */
const CARRIERS: readonly Carrier[] = [
  frontMatterAtTop,
  frontMatterAfterHeading,
  bulletList,
  fencedYaml,
  table,
];

const NO_METADATA: MetadataBlock = { metadata: {}, lines: new Map(), faults: [], end: 0 };

const TYPES_BY_DEPTH = ['epic', 'feature', 'task'];

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
    const text = decode(file.bytes);
    if (text === undefined) return faulty('NOT_TEXT', 'Expected UTF-8 text, got other bytes.');
    if (text.trim() === '') return faulty('EMPTY_FILE', 'Expected a spec, got an empty file.');
    return { kind: 'parsed', path: file.path, specs: [parseSpec(file, text)], problems: [] };
  },

  looksUnfinished(bytes) {
    const text = decode(bytes);
    // Bytes that are no text may end in the middle of a character.
    if (text === undefined || text.trim() === '') return true;
    const lines = new MarkdownLines(text);
    return isFrontMatterOpen(lines) || isFencedYamlOpen(lines);
  },
};

/** `undefined` for bytes that are not UTF-8 text. A byte order mark is no part of the text. */
function decode(bytes: Uint8Array): string | undefined {
  if (bytes.includes(0)) return undefined;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function parseSpec({ path, revision, modifiedAtMs }: SpecFile, text: string): ParsedSpec {
  const lines = new MarkdownLines(text);
  const block = firstOf(CARRIERS, lines) ?? NO_METADATA;
  const fields = knownFields(block.metadata);
  const fieldLines = linesByField(block);

  const problems: SpecProblem[] = [];
  const report = (code: ProblemCode, message: string, field?: string) =>
    problems.push({ code, message, path, line: (field && fieldLines.get(field)) || null });
  for (const { code, message, line } of block.faults) problems.push({ code, message, path, line: line + 1 });

  const declaredId = textOf(fields.get('id'));
  const { id, claim } = chooseId(path, [idInBullets(lines, block), declaredId]);
  if (isSpecId(declaredId) && declaredId !== id) {
    report('ID_MISMATCH', `The path gives the ID ${id}, the file declares ${declaredId}.`, 'id');
  }
  const parentId = parentIdOf(id);
  const [declaredParent] = listOf(fields.get('parent'));
  if (declaredParent !== undefined && declaredParent !== parentId && isHierarchicalId(id)) {
    const expected = parentId === null ? 'no parent' : `the parent ${parentId}`;
    report(
      'PARENT_MISMATCH',
      `The ID ${id} gives ${expected}, the file declares ${declaredParent}.`,
      'parent',
    );
  }

  const heading = firstHeading(lines);
  const title = textOf(fields.get('title')) ?? withoutId(heading, [id, declaredId]);
  if (title === null) report('MISSING_TITLE', 'Expected a title, as a field or as a first-level heading.');

  const priorityText = textOf(fields.get('priority'));
  const priority = priorityText === null ? null : priorityOf(priorityText);
  if (priorityText !== null && priority === null) {
    report('INVALID_VALUE', `priority: expected ${PRIORITY_NAMES}, got ${quoted(priorityText)}.`, 'priority');
  }
  const day = (field: 'created' | 'updated') => {
    const given = textOf(fields.get(field));
    const found = given === null ? null : dayOf(given);
    if (given !== null && found === null) {
      report('INVALID_VALUE', `${field}: expected a day as YYYY-MM-DD, got ${quoted(given)}.`, field);
    }
    return found;
  };

  const body = lines.between(lines.nextNonBlank(block.end), lines.count);
  const spec: Spec = {
    id,
    title: title ?? id,
    type: wordOf(textOf(fields.get('type'))) ?? typeByDepth(id),
    status: wordOf(textOf(fields.get('status'))),
    priority,
    parentId,
    dependencyIds: listOf(fields.get('dependencies')),
    tags: listOf(fields.get('tags')),
    created: day('created'),
    updated: day('updated'),
    path,
    revision,
    modifiedAtMs,
    metadata: block.metadata,
    body,
    checklist: countChecklist(body),
    problems,
  };
  return { spec, claim, declaredChildren: listOf(fields.get('children')), lines: fieldLines };
}

function firstOf(carriers: readonly Carrier[], lines: MarkdownLines): MetadataBlock | undefined {
  for (const carrier of carriers) {
    const block = carrier(lines);
    if (block) return block;
  }
  return undefined;
}

/** A list of bullets may declare an ID also where the metadata stands elsewhere. */
function idInBullets(lines: MarkdownLines, block: MetadataBlock): string | null {
  if (block.lines.size === 0) return null;
  return textOf(knownFields(bulletList(lines)?.metadata ?? {}).get('id'));
}

function chooseId(path: string, declared: readonly (string | null)[]): { id: string; claim: IdClaim } {
  const given = idFromPath(path);
  if (given !== undefined) return { id: given, claim: 'path' };
  const found = declared.find(isSpecId);
  return found ? { id: found, claim: 'declared' } : { id: path, claim: 'fallback' };
}

/** Whether a declared ID is a place in the tree. Eight hex digits, as tools make them up, may look like one. */
function isSpecId(id: string | null): id is string {
  return id !== null && isHierarchicalId(id) && !/^[0-9a-f]{6,}$/.test(id);
}

/** The lines of the file, from 1, on which the known fields stand. */
function linesByField({ lines }: MetadataBlock): Map<string, number> {
  const byField = new Map<string, number>();
  for (const [key, line] of lines) {
    const field = fieldNameOf(key);
    if (!byField.has(field)) byField.set(field, line + 1);
  }
  return byField;
}

function firstHeading(lines: MarkdownLines): string | null {
  for (const { level, text } of headingsIn(lines)) {
    if (level === 1 && text !== '') return text;
  }
  return null;
}

/** `E13-F03: Real-time updates` → `Real-time updates`, for the spec's own ID alone. */
function withoutId(heading: string | null, ids: readonly (string | null)[]): string | null {
  if (heading === null) return null;
  for (const id of ids) {
    if (id === null || !heading.startsWith(id)) continue;
    const rest = /^\s*[:–—-]\s*(\S.*)$/.exec(heading.slice(id.length))?.[1];
    if (rest !== undefined) return rest.trim();
  }
  return heading;
}

function typeByDepth(id: string): string {
  const depth = parseSpecId(id)?.length;
  return depth === undefined ? 'spec' : (TYPES_BY_DEPTH[depth - 1] ?? 'subtask');
}

/** As JSON has it, and short enough to read. */
function quoted(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);
}
