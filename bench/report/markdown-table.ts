/** A column, and how its cells stand. */
export interface MarkdownColumn {
  readonly title: string;
  readonly align: 'left' | 'right';
}

/** A table whose source lines up too; each row has a cell for each column. */
export function markdownTable(
  columns: readonly MarkdownColumn[],
  rows: readonly (readonly string[])[],
): string {
  const shown = [columns.map(({ title }) => title), ...rows].map((row) =>
    row.map((cell) => cell.replaceAll('|', String.raw`\|`)),
  );
  const widths = columns.map((_, at) => Math.max(3, ...shown.map((row) => (row[at] ?? '').length)));
  const rule = columns.map(({ align }, at) =>
    align === 'right' ? `${'-'.repeat(widths[at]! - 1)}:` : '-'.repeat(widths[at]!),
  );
  const lineOf = (row: readonly string[]) =>
    `| ${columns.map(({ align }, at) => padded(row[at] ?? '', widths[at]!, align)).join(' | ')} |`;
  const [header = [], ...body] = shown;
  return [header, rule, ...body].map(lineOf).join('\n');
}

function padded(cell: string, width: number, align: MarkdownColumn['align']): string {
  return align === 'right' ? cell.padStart(width) : cell.padEnd(width);
}
