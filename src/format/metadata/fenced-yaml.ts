import { closes, fenceOn, type MarkdownLines } from '../markdown-lines.ts';
import type { MetadataBlock } from './carrier.ts';
import { metadataSection } from './sections.ts';
import { readYaml } from './yaml-block.ts';

/** A fenced block of `yaml` right below `## Metadata` or `## Spec Information`. */
export function fencedYaml(lines: MarkdownLines): MetadataBlock | undefined {
  const fence = openingFence(lines);
  if (!fence) return undefined;
  const { start, end } = fence;
  const entries = readYaml(lines.between(start + 1, end ?? lines.count), start + 1);
  if (end === undefined) {
    const message = 'The fenced block that begins here is not closed.';
    entries.faults.unshift({ code: 'MALFORMED_METADATA', message, line: start });
  }
  return entries.block(end === undefined ? lines.count : end + 1);
}

/** Whether there is such a block that is not closed. */
export function isFencedYamlOpen(lines: MarkdownLines): boolean {
  const fence = openingFence(lines);
  return fence !== undefined && fence.end === undefined;
}

function openingFence(lines: MarkdownLines): { readonly start: number; readonly end?: number } | undefined {
  const section = metadataSection(lines);
  if (!section) return undefined;
  const start = lines.nextNonBlank(section.start);
  const opening = fenceOn(lines.at(start));
  if (!opening || !/^ya?ml\b/i.test(opening.info)) return undefined;
  for (let line = start + 1; line < lines.count; line += 1) {
    const fence = fenceOn(lines.at(line));
    if (fence && closes(fence, opening)) return { start, end: line };
  }
  return { start };
}
