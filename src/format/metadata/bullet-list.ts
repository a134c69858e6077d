import type { MarkdownLines } from '../markdown-lines.ts';
import { MetadataEntries, type MetadataBlock } from './carrier.ts';
import { metadataSection } from './sections.ts';

const MAX_KEY = 80;

/** A list of `- **Key**: value` below `## Spec Information` or `## Metadata`. */
export function bulletList(lines: MarkdownLines): MetadataBlock | undefined {
  const section = metadataSection(lines);
  if (!section) return undefined;
  const entries = new MetadataEntries();
  let line = lines.nextNonBlank(section.start);
  let end = line;
  let open: { readonly key: string; readonly line: number; readonly items: string[] } | undefined;
  const close = () => {
    if (open) entries.add(open.key, open.items.length > 0 ? open.items : null, open.line);
    open = undefined;
  };
  for (; line < section.end; line = lines.nextNonBlank(line + 1)) {
    const bullet = /^([ \t]*)[-*+][ \t]+(.*)$/.exec(lines.at(line));
    if (!bullet) break;
    const [, indent = '', text = ''] = bullet;
    end = line + 1;
    if (indent !== '' && open) {
      open.items.push(text.trim());
      continue;
    }
    const pair = splitItem(text);
    close();
    if (!pair) continue;
    const [key, value] = pair;
    if (value === '') open = { key, line, items: [] };
    else entries.add(key, value, line);
  }
  close();
  return entries.size > 0 ? entries.block(end) : undefined;
}

/** `**Key**: value`, `**Key:** value` and `Key: value`. */
function splitItem(text: string): [string, string] | undefined {
  const bold = text.startsWith('**');
  const rest = bold ? text.slice(2) : text;
  const colon = rest.indexOf(':');
  if (colon < 1 || colon > MAX_KEY) return undefined;
  const key = rest
    .slice(0, colon)
    .replace(/\*\*\s*$/, '')
    .trim();
  const value = rest.slice(colon + 1).trim();
  if (key === '' || key.includes('`')) return undefined;
  return [key, bold ? value.replace(/^\*\*/, '').trim() : value];
}
