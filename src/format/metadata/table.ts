import type { MarkdownLines } from '../markdown-lines.ts';
import { proseIn } from '../prose.ts';
import { MetadataEntries, type LineRange, type MetadataBlock } from './carrier.ts';
import { metadataSections, topOf } from './sections.ts';

const KEY_HEADERS = ['field', 'key', 'property', 'attribute'];

/** A `| Field | Value |` table, below a heading of metadata or near the top. */
export function table(lines: MarkdownLines): MetadataBlock | undefined {
  for (const section of metadataSections(lines)) {
    const block = tableIn(lines, section);
    if (block) return { ...block, start: section.start };
  }
  return tableIn(lines, topOf(lines));
}

function tableIn(lines: MarkdownLines, { start, end }: LineRange): MetadataBlock | undefined {
  const header = findHeader(lines, start, end);
  if (header === undefined) return undefined;
  const entries = new MetadataEntries();
  let line = header + 2;
  for (; line < end && lines.at(line).trimStart().startsWith('|'); line += 1) {
    const [key = '', value = ''] = cellsOf(lines.at(line));
    const name = keyOf(key);
    if (name !== '') entries.add(name, value === '' ? null : value, line);
  }
  return entries.size > 0 ? entries.block({ start: header, end: line }) : undefined;
}

function findHeader(lines: MarkdownLines, start: number, end: number): number | undefined {
  for (const { line, text } of proseIn(lines, start, end - 1)) {
    if (text.trimStart().startsWith('|') && isRule(lines.at(line + 1)) && isHeader(text)) return line;
  }
  return undefined;
}

/** `**Key**`, `**Key:**` and `Key` alike. */
function keyOf(cell: string): string {
  return cell
    .replace(/^\*\*/, '')
    .replace(/:?(?:\*\*)?:?$/, '')
    .trim();
}

function isHeader(line: string): boolean {
  const [key = '', value = '', ...more] = cellsOf(line).map((cell) => cell.replaceAll('*', '').toLowerCase());
  return more.length === 0 && KEY_HEADERS.includes(key) && value === 'value';
}

function isRule(line: string): boolean {
  const cells = cellsOf(line);
  return cells.length === 2 && cells.every((cell) => /^:?-+:?$/.test(cell));
}

/** The cells of a row; `\|` is no border. */
function cellsOf(line: string): string[] {
  const cells: string[] = [];
  const row = line.trim().replace(/^\|/, '');
  let cell = '';
  for (let at = 0; at < row.length; at += 1) {
    if (row[at] === '|') {
      cells.push(cell.trim());
      cell = '';
    } else {
      if (row[at] === '\\' && row[at + 1] === '|') at += 1;
      cell += row[at];
    }
  }
  // A border at the end closes the last cell rather than open another.
  return cell === '' ? cells : [...cells, cell.trim()];
}
