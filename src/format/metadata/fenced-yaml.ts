import { closes, fenceOn } from '../fence.ts';
import type { MarkdownLines } from '../markdown-lines.ts';
import type { MetadataBlock } from './carrier.ts';
import { metadataSections } from './sections.ts';
import { endOfUnclosed } from './unclosed.ts';
import { readYaml } from './yaml-block.ts';

/** A fenced block of `yaml` right below `## Metadata` or `## Spec Information`. */
export function fencedYaml(lines: MarkdownLines): MetadataBlock | undefined {
  const block = findBlock(lines);
  if (!block) return undefined;
  const { heading, opening, closing } = block;
  const first = opening + 1;
  if (closing !== undefined) {
    return readYaml(lines.between(first, closing), first).block({ start: heading, end: closing + 1 });
  }
  const end = endOfUnclosed(lines, first).line;
  const entries = readYaml(lines.between(first, end), first);
  const message =
    'The fenced block that begins here is not closed; it is taken to end where the text begins.';
  entries.faults.unshift({ code: 'MALFORMED_METADATA', message, line: opening });
  return entries.block({ start: heading, end });
}

/** Whether there is such a block that is not closed. */
export function isFencedYamlOpen(lines: MarkdownLines): boolean {
  const block = findBlock(lines);
  return block !== undefined && block.closing === undefined;
}

function findBlock(lines: MarkdownLines):
  | {
      readonly heading: number;
      readonly opening: number;
      readonly closing: number | undefined;
    }
  | undefined {
  for (const { start: heading } of metadataSections(lines)) {
    const opening = lines.nextNonBlank(heading + 1);
    const fence = fenceOn(lines, opening);
    if (!fence || !/^ya?ml\b/i.test(fence.info)) continue;
    let closing = opening + 1;
    for (; closing < lines.count; closing += 1) {
      const other = fenceOn(lines, closing);
      if (other && closes(other, fence)) break;
    }
    return { heading, opening, closing: closing < lines.count ? closing : undefined };
  }
  return undefined;
}
