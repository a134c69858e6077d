import type { MarkdownLines } from '../markdown-lines.ts';
import { bulletList } from './bullet-list.ts';
import type { Carrier, MetadataBlock } from './carrier.ts';
import { fencedYaml } from './fenced-yaml.ts';
import { frontMatterAfterHeading, frontMatterAtTop } from './front-matter.ts';
import { table } from './table.ts';

const CARRIERS: readonly Carrier[] = [
  frontMatterAtTop,
  frontMatterAfterHeading,
  fencedYaml,
  bulletList,
  table,
];

/** The metadata of a file: the first block that holds any, in whichever form. */
export function readMetadata(lines: MarkdownLines): MetadataBlock {
  let empty: MetadataBlock | undefined;
  for (const carrier of CARRIERS) {
    const block = carrier(lines);
    if (block && (block.lines.size > 0 || block.faults.length > 0)) return block;
    empty ??= block;
  }
  return empty ?? { metadata: {}, lines: new Map(), faults: [], start: 0, end: 0 };
}
