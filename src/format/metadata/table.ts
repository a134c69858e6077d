import { isPlain, type MarkdownLines } from '../markdown-lines.ts';
import { Prose } from '../prose.ts';
import { MAX_METADATA_LINES, MetadataEntries, type LineRange, type MetadataBlock } from './carrier.ts';
import { metadataSections, topOf } from './sections.ts';

const [BAR, HYPHEN, COLON] = [124, 45, 58];
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
  const limit = line + MAX_METADATA_LINES;
  for (; line < end && lines.at(line).trimStart().startsWith('|'); line += 1) {
    if (line === limit) {
      entries.noteTooLong('the rest is taken as text', line);
      break;
    }
    const [key = '', value = ''] = cellsOf(lines.at(line));
    const name = keyOf(key);
    if (name !== '') entries.add(name, value === '' ? null : value, line);
  }
  return entries.size > 0 ? entries.block({ start: header, end: line }) : undefined;
}

function findHeader(lines: MarkdownLines, start: number, end: number): number | undefined {
  const prose = new Prose(lines, start, end - 1);
  for (let line = prose.next(); line >= 0; line = prose.next()) {
    if (!mayBeRow(lines, line) || !mayBeRule(lines, line + 1)) continue;
    const text = lines.at(line);
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

/** Tells most lines at a glance that are none. */
function mayBeRow(lines: MarkdownLines, line: number): boolean {
  const code = lines.codeOf(line);
  return code === BAR || (code !== 0 && !isPlain(code));
}

/** The same of a rule, which has at least `-|-`. */
function mayBeRule(lines: MarkdownLines, line: number): boolean {
  const code = lines.codeOf(line);
  if (lines.startOf(line + 1) - lines.startOf(line) < 3) return false;
  return mayBeRow(lines, line) || code === HYPHEN || code === COLON;
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
