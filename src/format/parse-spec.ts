import { fieldsOf } from '../spec/field-name.ts';
import type { ParsedSpec } from '../spec/parsed-file.ts';
import type { Spec } from '../spec/spec.ts';
import { isHierarchicalId, parentIdOf, parseSpecId } from '../spec/spec-id.ts';
import { countChecklist } from './checklist.ts';
import { FieldReader, linesByField } from './field-reader.ts';
import { wordOf } from './fields.ts';
import type { SpecFile } from './format.ts';
import { Headings } from './headings.ts';
import { MarkdownLines } from './markdown-lines.ts';
import { bulletList } from './metadata/bullet-list.ts';
import type { MetadataBlock } from './metadata/carrier.ts';
import { readMetadata } from './metadata/read-metadata.ts';
import { chooseId, declaredId } from './spec-identity.ts';
import { firstHeading, withoutId } from './title.ts';

const TYPES_BY_DEPTH = ['epic', 'feature', 'task'];

/** A text as one spec: whatever is wrong with it is among the spec's problems. */
export function parseSpec(file: SpecFile, lines: MarkdownLines): ParsedSpec {
  const block = readMetadata(lines);
  const reader = new FieldReader(file.path, block);

  const declared = declaredIds(lines, reader);
  const { id, claim } = chooseId(file.path, [...declared.keys()]);
  for (const [other, line] of declared) {
    if (other === id) continue;
    const giver = claim === 'path' ? 'The path gives' : 'The file first declares';
    reader.report('ID_MISMATCH', `${giver} the ID ${id}, the file declares ${other}.`, line);
  }
  const parentId = parentIdOf(id);
  checkDeclaredParent(id, parentId, reader);

  const heading = firstHeading(lines, block);
  const title = reader.text('title') ?? (heading && withoutId(heading, id));
  if (title === null) {
    reader.report('MISSING_TITLE', 'Expected a title, as a field or as a first-level heading.');
  }
  const { body, checklist } = textOf(lines, block);
  const { path, revision, modifiedAtMs } = file;
  const spec: Spec = {
    id,
    title: title ?? id,
    type: wordOf(reader.text('type')) ?? typeByDepth(id),
    status: wordOf(reader.text('status')),
    priority: reader.priority(),
    parentId,
    dependencyIds: reader.list('dependencies'),
    tags: reader.list('tags'),
    created: reader.day('created'),
    updated: reader.day('updated'),
    path,
    revision,
    modifiedAtMs,
    metadata: block.metadata,
    body,
    checklist,
    problems: reader.problems,
  };
  return { spec, claim, declaredChildren: reader.list('children'), lines: reader.lines };
}

/** The IDs that the file declares with their lines, bullets first, also where the metadata stands elsewhere. */
function declaredIds(lines: MarkdownLines, reader: FieldReader): Map<string, number | undefined> {
  const ids = new Map<string, number | undefined>();
  const bullets = bulletList(lines);
  const blocks = [
    ...(bullets ? [{ fields: fieldsOf(bullets.metadata), lines: linesByField(bullets) }] : []),
    reader,
  ];
  for (const block of blocks) {
    const id = declaredId(block.fields.get('id'));
    if (id !== undefined && !ids.has(id)) ids.set(id, block.lines.get('id'));
  }
  return ids;
}

function checkDeclaredParent(id: string, parentId: string | null, reader: FieldReader): void {
  const [declared] = reader.list('parent');
  if (declared === undefined || declared === parentId || !isHierarchicalId(id)) return;
  const expected = parentId === null ? 'no parent' : `the parent ${parentId}`;
  const message = `The ID ${id} gives ${expected}, the file declares ${declared}.`;
  reader.reportField('PARENT_MISMATCH', message, 'parent');
}

/** What stands behind the metadata; where sections stand above it too, these belong to the text. */
function textOf(lines: MarkdownLines, block: MetadataBlock): Pick<Spec, 'body' | 'checklist'> {
  const behind = lines.between(block.end, lines.count);
  if (!hasSectionAbove(lines, block.start)) {
    return { body: behind, checklist: countChecklist(lines, block.end) };
  }
  const body = lines.between(0, block.start) + behind;
  return { body, checklist: countChecklist(new MarkdownLines(body)) };
}

function hasSectionAbove(lines: MarkdownLines, line: number): boolean {
  const headings = Headings.in(lines);
  for (let at = 0; at < headings.count && headings.lineOf(at) < line; at += 1) {
    if (headings.levelOf(at) === 2) return true;
  }
  return false;
}

function typeByDepth(id: string): string {
  const depth = parseSpecId(id)?.length;
  return depth === undefined ? 'spec' : (TYPES_BY_DEPTH[depth - 1] ?? 'subtask');
}
