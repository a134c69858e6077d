import type { MarkdownLines } from '../markdown-lines.ts';
import { Prose } from '../prose.ts';
import { MAX_METADATA_LINES, MetadataEntries, type LineRange, type MetadataBlock } from './carrier.ts';
import { metadataSections } from './sections.ts';

const MAX_KEY = 80;

/** An entry that is being read: bullets and lines below it may still add to it. */
interface OpenEntry {
  readonly key: string;
  readonly line: number;
  text: string;
  readonly items: string[];
}

const known = new WeakMap<MarkdownLines, { readonly block: MetadataBlock | undefined }>();

/** A list of `- **Key**: value` below `## Spec Information` or `## Metadata`. */
export function bulletList(lines: MarkdownLines): MetadataBlock | undefined {
  // Asked for twice: the IDs that are declared here count also where the metadata stands elsewhere.
  let found = known.get(lines);
  if (!found) {
    found = { block: findList(lines) };
    known.set(lines, found);
  }
  return found.block;
}

function findList(lines: MarkdownLines): MetadataBlock | undefined {
  for (const section of metadataSections(lines)) {
    const block = listIn(lines, section);
    if (block) return block;
  }
  return undefined;
}

function listIn(lines: MarkdownLines, section: LineRange): MetadataBlock | undefined {
  const entries = new MetadataEntries();
  let open: OpenEntry | undefined;
  const close = () => {
    if (open) entries.add(open.key, valueOf(open), open.line);
    open = undefined;
  };
  let end = section.start;
  const limit = section.start + 1 + MAX_METADATA_LINES;
  const prose = new Prose(lines, section.start + 1, Math.min(section.end, limit + 1));
  for (let line = prose.next(); line >= 0; line = prose.next()) {
    const text = lines.at(line);
    if (text === '') continue;
    if (line === limit) {
      close();
      if (entries.size > 0) entries.noteTooLong('the rest is taken as text', line);
      break;
    }
    const bullet = splitBullet(text);
    const indented = text.startsWith(' ') || text.startsWith('\t');
    if (open && indented) {
      if (bullet !== undefined) open.items.push(bullet);
      else if (open.items.length > 0) open.items.push(`${open.items.pop()} ${text.trim()}`);
      else open.text = `${open.text} ${text.trim()}`.trim();
      end = line + 1;
    } else if (bullet !== undefined) {
      close();
      const pair = splitPair(bullet);
      if (pair) open = { key: pair[0], line, text: pair[1], items: [] };
      end = line + 1;
    } else if (open || entries.size > 0) {
      break;
    }
  }
  close();
  return entries.size > 0 ? entries.block({ start: section.start, end }) : undefined;
}

function valueOf({ text, items }: OpenEntry): string | readonly string[] | null {
  if (items.length > 0) return text === '' ? items : [text, ...items];
  return text === '' ? null : text;
}

function splitBullet(line: string): string | undefined {
  return /^[ \t]*[-*+][ \t]+(.*)$/.exec(line)?.[1];
}

/** `**Key**: value`, `**Key:** value` and `Key: value`. */
function splitPair(text: string): [string, string] | undefined {
  const bold = text.startsWith('**') ? '**' : '';
  const colon = text.slice(0, MAX_KEY).search(/:(?:[\s*]|$)/);
  if (colon < 1 || text.startsWith('[')) return undefined;
  const key = text.slice(bold.length, colon).trim().replace(/\*\*$/, '').trim();
  const value = text.slice(colon + 1).trimStart();
  if (key === '' || key.includes('`')) return undefined;
  return [key, bold !== '' && value.startsWith(bold) ? value.slice(bold.length).trim() : value];
}
