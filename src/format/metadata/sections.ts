import { Headings } from '../headings.ts';
import type { MarkdownLines } from '../markdown-lines.ts';
import type { LineRange } from './carrier.ts';

const [LOWER_M, LOWER_S] = [109, 115];
const NAMES = new Set(['spec information', 'metadata']);

/** Who writes more of either has the metadata in the first ones; to look through all would only cost time. */
const MAX_SECTIONS = 10;
const MAX_HEADINGS = 1000;

const known = new WeakMap<MarkdownLines, readonly LineRange[]>();

/**
 * The sections that are named as ones of metadata, `## Spec Information` or `## Metadata`, each with its heading: the
 * first few that are found among the first thousand second-level headings.
 */
export function metadataSections(lines: MarkdownLines): readonly LineRange[] {
  let sections = known.get(lines);
  if (!sections) {
    sections = findSections(lines);
    known.set(lines, sections);
  }
  return sections;
}

function findSections(lines: MarkdownLines): LineRange[] {
  const sections: LineRange[] = [];
  const headings = Headings.in(lines);
  let seen = 0;
  for (let at = 0; at < headings.count && seen < MAX_HEADINGS && sections.length < MAX_SECTIONS; at += 1) {
    if (headings.levelOf(at) !== 2) continue;
    seen += 1;
    if (!mayBeNamed(lines, headings.lineOf(at))) continue;
    const text = headings.textOf(at);
    if (text.length >= 80 || !NAMES.has(bareName(text))) continue;
    const end = at + 1 < headings.count ? headings.lineOf(at + 1) : lines.count;
    sections.push({ start: headings.lineOf(at), end });
  }
  return sections;
}

/** What stands above the second `##` heading, where a reader looks for metadata first. */
export function topOf(lines: MarkdownLines): LineRange {
  const headings = Headings.in(lines);
  let sections = 0;
  for (let at = 0; at < headings.count; at += 1) {
    if (headings.levelOf(at) === 2) sections += 1;
    if (sections === 2) return { start: 0, end: headings.lineOf(at) };
  }
  return { start: 0, end: lines.count };
}

/** Tells at a glance, by its first letter, most headings that have another name. */
function mayBeNamed(lines: MarkdownLines, line: number): boolean {
  const end = lines.startOf(line + 1);
  for (let at = lines.startOf(line); at < end; at += 1) {
    const lower = lines.text.charCodeAt(at) | 32;
    if (lower >= 97 && lower <= 122) return lower === LOWER_M || lower === LOWER_S;
  }
  return false;
}

/** `📋 Metadata:` → `metadata`. */
function bareName(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^a-z ]/g, '')
    .trim();
}
