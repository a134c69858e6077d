import type { MouseEvent } from 'react';
import type { BlockMarks } from './block-marks.ts';
import type { KnownSpecs } from './known-specs.ts';
import type { MarkdownNode } from './markdown-tree.ts';

/** What each part of a body is drawn with. */
export interface RenderContext {
  readonly specs: KnownSpecs;
  readonly slugs: ReadonlyMap<MarkdownNode, string>;
  readonly slugsInUse: ReadonlySet<string>;
  readonly marks: BlockMarks;
  /** Blocks of code that are short enough to be coloured. */
  readonly coloured: ReadonlySet<MarkdownNode>;
  /** Stands before each ID of an element, so that none is one that scripts look for. */
  readonly idPrefix: string;
  readonly hrefOf: (id: string) => string;
  readonly onNavigate: ((id: string, event: MouseEvent) => void) | undefined;
  /** Whether this is in a link already, where no other may stand. */
  readonly isInLink: boolean;
}
