import { useMemo, useState } from 'react';
import { firstKeys, keysAfter } from './block-keys.ts';
import { markBlocks, NO_MARKS } from './block-marks.ts';
import { MarkedBlock, RemovedBlocks } from './changes.tsx';
import { colouredBlocks } from './code-budget.ts';
import { parseBody, type ParsedBody } from './parse-body.ts';
import { PlainBody } from './PlainBody.tsx';
import type { MarkdownNode } from './markdown-tree.ts';
import type { RenderContext } from './render-context.ts';
import { renderNodes } from './render-nodes.tsx';
import type { SpecBodyProps } from './spec-body-props.ts';

const NO_PATHS: ReadonlyMap<string, string> = new Map();

/** Formats a body; one that is too long or too complex is shown as it stands, with a note. */
export default function MarkdownBody(props: SpecBodyProps) {
  const { body, previousBody } = props;
  const parsed = useMemo(() => parseBody(body), [body]);
  const previous = useMemo(
    () => (previousBody === undefined ? undefined : parseBody(previousBody)),
    [previousBody],
  );
  if (parsed.kind === 'plain') {
    return (
      <PlainBody
        body={body}
        note={`This text is ${parsed.reason} to be formatted; here it is as it stands.`}
      />
    );
  }
  return <TreeBody {...props} parsed={parsed} previous={previous} />;
}

interface TreeBodyProps extends SpecBodyProps {
  readonly parsed: ParsedBody & { readonly kind: 'tree' };
  readonly previous: ParsedBody | undefined;
}

function TreeBody({ parsed, previous, specIds, path = '', pathToId = NO_PATHS, ...props }: TreeBodyProps) {
  const { nodes, slugs } = parsed;
  const marks = useMemo(
    () => (previous?.kind === 'tree' ? markBlocks(previous.nodes, nodes) : NO_MARKS),
    [previous, nodes],
  );
  const keys = useBlockKeys(nodes);
  const coloured = useMemo(() => colouredBlocks(nodes), [nodes]);
  const slugsInUse = useMemo(() => new Set(slugs.values()), [slugs]);
  const context: RenderContext = {
    specs: { ids: specIds, path, pathToId },
    slugs,
    slugsInUse,
    marks,
    coloured,
    idPrefix: props.idPrefix ?? 'spec-',
    hrefOf: props.hrefOf,
    onNavigate: props.onNavigate,
    isInLink: false,
  };
  return (
    <div className="spec-body">
      {nodes.map((node, at) => (
        <MarkedBlock key={keys[at]} mark={marks.marks.get(node)}>
          {renderNodes([node], context)}
        </MarkedBlock>
      ))}
      <RemovedBlocks count={marks.removedAtEnd} as="div" />
    </div>
  );
}

function useBlockKeys(nodes: readonly MarkdownNode[]): readonly number[] {
  const [last, setLast] = useState(() => firstKeys(nodes));
  if (last.nodes === nodes) return last.keys;
  const next = keysAfter(last, nodes);
  setLast(next);
  return next.keys;
}
