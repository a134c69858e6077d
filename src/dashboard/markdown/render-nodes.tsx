import { Fragment, type ReactNode } from 'react';
import { ChangeHint, RemovedBlocks } from './changes.tsx';
import { CodeBlock } from './CodeBlock.tsx';
import { AnchorLink, BodyLink, LinkedText, SpecLink } from './links.tsx';
import { textOf, type MarkdownNode } from './markdown-tree.ts';
import type { RenderContext } from './render-context.ts';
import { taskOf, type Task } from './tasks.ts';

/** Draws nodes and all that stands in them. Elements come from this file's own list, never from the body. */
export function renderNodes(nodes: readonly MarkdownNode[], context: RenderContext): ReactNode {
  return nodes.map((node, at) => <Fragment key={at}>{renderNode(node, context)}</Fragment>);
}

function renderNode(node: MarkdownNode, context: RenderContext): ReactNode {
  const { token } = node;
  const inside = (): ReactNode => renderNodes(node.children, context);
  switch (node.type) {
    case 'text':
      return <LinkedText text={token.content} context={context} />;
    case 'softbreak':
      return '\n';
    case 'hardbreak':
      return <br />;
    case 'em':
      return <em>{inside()}</em>;
    case 'strong':
      return <strong>{inside()}</strong>;
    case 's':
      return <s>{inside()}</s>;
    case 'code_inline':
      return <InlineCode text={token.content} context={context} />;
    case 'link':
      return (
        <BodyLink address={attribute(node, 'href')} context={context}>
          {renderNodes(node.children, { ...context, isInLink: true })}
        </BodyLink>
      );
    case 'image':
      return <ImagePlace node={node} context={context} />;
    case 'footnote_ref':
      return <FootnoteReference meta={footnoteMeta(node)} context={context} />;
    case 'footnote_anchor':
      return <FootnoteReturn meta={footnoteMeta(node)} context={context} />;
    case 'paragraph':
      // In a tight list the parser hides the paragraphs of items.
      return token.hidden ? inside() : <p>{inside()}</p>;
    case 'heading':
      return <Heading node={node} context={context} />;
    case 'blockquote':
      return <blockquote>{inside()}</blockquote>;
    case 'bullet_list':
      return <ul>{inside()}</ul>;
    case 'ordered_list':
      return <ol start={Number(attribute(node, 'start') || '1')}>{inside()}</ol>;
    case 'list_item':
      return <Item node={node} context={context} task={taskOf(node)} />;
    case 'fence':
    case 'code_block':
      return (
        <CodeBlock text={token.content} language={languageOf(node)} isColoured={context.coloured.has(node)} />
      );
    case 'hr':
      return <hr />;
    case 'table':
      return (
        <div className="table-scroll" role="region" aria-label="Table" tabIndex={0}>
          <table>{inside()}</table>
        </div>
      );
    case 'thead':
      return <thead>{inside()}</thead>;
    case 'tbody':
      return <tbody>{inside()}</tbody>;
    case 'tr':
      return <tr>{inside()}</tr>;
    case 'th':
      return <th className={alignmentOf(node)}>{inside()}</th>;
    case 'td':
      return <td className={alignmentOf(node)}>{inside()}</td>;
    case 'footnote_block':
      return (
        <section className="footnotes" aria-label="Footnotes">
          <ol>{inside()}</ol>
        </section>
      );
    case 'footnote':
      return <Item node={node} context={context} id={`${context.idPrefix}fn-${footnoteMeta(node).id + 1}`} />;
    default:
      // Whatever else the parser learns to read is text until it has an element here.
      return node.children.length > 0 ? inside() : token.content;
  }
}

interface NodeProps {
  readonly node: MarkdownNode;
  readonly context: RenderContext;
}

interface ItemProps extends NodeProps {
  readonly id?: string;
  readonly task?: Task | undefined;
}

function Item({ node, context, id, task }: ItemProps) {
  const mark = context.marks.marks.get(node);
  const isChanged = mark !== undefined && mark.status !== 'same';
  const classes = [task ? 'task' : '', isChanged ? 'is-changed' : ''].filter(Boolean).join(' ');
  return (
    <>
      <RemovedBlocks count={mark?.removedBefore ?? 0} as="li" />
      <li id={id} className={classes || undefined} tabIndex={id === undefined ? undefined : -1}>
        <ChangeHint mark={mark} />
        {task && (
          <input
            type="checkbox"
            disabled
            checked={task.isDone}
            readOnly
            aria-label={task.isDone ? 'Done' : 'Open'}
          />
        )}
        {renderNodes(task?.children ?? node.children, context)}
      </li>
    </>
  );
}

function Heading({ node, context }: NodeProps) {
  // The page has a first-level heading of its own.
  const level = Math.min(6, Number(node.token.tag.slice(1)) + 1);
  const Tag = `h${level}` as 'h2' | 'h3' | 'h4' | 'h5' | 'h6';
  const anchor = context.idPrefix + (context.slugs.get(node) ?? '');
  return (
    <Tag id={anchor} tabIndex={-1}>
      {renderNodes(node.children, context)}
      <AnchorLink anchor={anchor} className="heading-anchor" label={`Link to “${textOf(node)}”`}>
        #
      </AnchorLink>
    </Tag>
  );
}

function InlineCode({ text, context }: { readonly text: string; readonly context: RenderContext }) {
  // Code that is an ID as a whole may be one of any form, such as a path.
  if (context.isInLink || !context.specs.ids.has(text)) {
    return (
      <code>
        <LinkedText text={text} context={context} />
      </code>
    );
  }
  return (
    <SpecLink id={text} context={context}>
      <code>{text}</code>
    </SpecLink>
  );
}

/** What stands for an image: this page asks nobody else for anything, so it shows the description, as a link if it can be. */
function ImagePlace({ node, context }: NodeProps) {
  const description = textOf(node) || 'Image';
  return (
    <BodyLink address={attribute(node, 'src')} context={context} className="image">
      {context.isInLink ? description : <span className="image-place">{description}</span>}
    </BodyLink>
  );
}

interface FootnoteProps {
  readonly meta: FootnoteMeta;
  readonly context: RenderContext;
}

function FootnoteReference({ meta, context: { idPrefix, isInLink } }: FootnoteProps) {
  const number = meta.id + 1;
  if (isInLink) return `[${number}]`;
  return (
    <sup>
      <AnchorLink
        id={referenceId(meta, idPrefix)}
        anchor={`${idPrefix}fn-${number}`}
        label={`Footnote ${number}`}
      >
        {number}
      </AnchorLink>
    </sup>
  );
}

function FootnoteReturn({ meta, context: { idPrefix } }: FootnoteProps) {
  return (
    <AnchorLink className="footnote-return" anchor={referenceId(meta, idPrefix)} label="Back to the text">
      ↩
    </AnchorLink>
  );
}

interface FootnoteMeta {
  readonly id: number;
  readonly subId?: number;
}

function footnoteMeta(node: MarkdownNode): FootnoteMeta {
  return node.token.meta as unknown as FootnoteMeta;
}

function referenceId({ id, subId = 0 }: FootnoteMeta, prefix: string): string {
  return `${prefix}fnref-${id + 1}-${subId + 1}`;
}

function attribute(node: MarkdownNode, name: string): string {
  return String(node.token.attrGet(name) ?? '');
}

function languageOf(node: MarkdownNode): string {
  return (/^[\w+#-]+/.exec(node.token.info)?.[0] ?? '').toLowerCase();
}

/** The parser aligns cells by inline styles, which the page's policy forbids. */
function alignmentOf(node: MarkdownNode): string | undefined {
  const alignment = /^text-align:(left|center|right)$/.exec(attribute(node, 'style'))?.[1];
  return alignment && `is-${alignment}`;
}
