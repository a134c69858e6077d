import type { ReactNode } from 'react';
import type { BlockMark } from './block-diff.ts';

/** Says for screen readers what a border says for others. */
export function ChangeHint({ mark }: { readonly mark: BlockMark | undefined }): ReactNode {
  if (!mark || mark.status === 'same') return null;
  return <span className="change-hint">{mark.status === 'added' ? 'Added: ' : 'Changed: '}</span>;
}

interface RemovedBlocksProps {
  readonly count: number;
  /** The element, as its place asks for: an item in lists. */
  readonly as: 'div' | 'li';
}

/** A thin line where blocks stood that are gone. */
export function RemovedBlocks({ count, as: Tag }: RemovedBlocksProps): ReactNode {
  if (count === 0) return null;
  return (
    <Tag className="is-removed">
      <span className="change-hint">
        {count === 1 ? 'One block was removed here.' : `${count} blocks were removed here.`}
      </span>
    </Tag>
  );
}

/** A block of the top level, in a box that shows what became of it. */
export function MarkedBlock({
  mark,
  children,
}: {
  readonly mark: BlockMark | undefined;
  readonly children: ReactNode;
}) {
  if (!mark) return children;
  return (
    <>
      <RemovedBlocks count={mark.removedBefore} as="div" />
      {mark.status === 'same' ? (
        children
      ) : (
        <div className="is-changed">
          <ChangeHint mark={mark} />
          {children}
        </div>
      )}
    </>
  );
}
