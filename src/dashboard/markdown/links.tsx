import type { MouseEvent, ReactNode } from 'react';
import { runsOf } from './known-specs.ts';
import { linkTarget } from './link-target.ts';
import type { RenderContext } from './render-context.ts';

/** A link in a body, or just its text where it may not lead anywhere. */
export function BodyLink({ address, context, children, className }: LinkProps): ReactNode {
  if (context.isInLink) return children;
  const target = linkTarget(address, context.specs);
  switch (target.kind) {
    case 'spec':
      return (
        <SpecLink id={target.id} context={context}>
          {children}
        </SpecLink>
      );
    case 'heading':
      return context.slugsInUse.has(target.slug) ? (
        <AnchorLink anchor={context.idPrefix + target.slug}>{children}</AnchorLink>
      ) : (
        children
      );
    case 'external':
      return (
        <a className={className} href={target.href} target="_blank" rel="noopener noreferrer nofollow">
          {children}
        </a>
      );
    case 'none':
      return children;
  }
}

interface LinkProps {
  readonly address: string;
  readonly context: RenderContext;
  readonly children: ReactNode;
  /** For links that leave the page. */
  readonly className?: string;
}

/** Text in which each ID of a known spec is a link to it. */
export function LinkedText({ text, context }: { readonly text: string; readonly context: RenderContext }) {
  if (context.isInLink) return text;
  return runsOf(text, context.specs).map((run, at) =>
    run.isId ? (
      <SpecLink key={at} id={run.text} context={context}>
        {run.text}
      </SpecLink>
    ) : (
      run.text
    ),
  );
}

interface SpecLinkProps {
  readonly id: string;
  readonly context: RenderContext;
  readonly children: ReactNode;
}

/** A link to a spec, which the page's router may follow. */
export function SpecLink({ id, context: { hrefOf, onNavigate }, children }: SpecLinkProps) {
  const follow = (event: MouseEvent): void => {
    if (onNavigate && isPlainClick(event)) onNavigate(id, event);
  };
  return (
    <a className="spec-link" href={hrefOf(id)} onClick={follow}>
      {children}
    </a>
  );
}

interface AnchorLinkProps {
  /** The ID of the element that it leads to. */
  readonly anchor: string;
  readonly id?: string;
  readonly className?: string;
  readonly label?: string;
  readonly children: ReactNode;
}

/** A link within the body. It scrolls and leaves the address alone, which belongs to the page's router. */
export function AnchorLink({ anchor, id, className, label, children }: AnchorLinkProps) {
  const follow = (event: MouseEvent): void => {
    if (!isPlainClick(event)) return;
    event.preventDefault();
    const element = document.getElementById(anchor);
    element?.scrollIntoView();
    element?.focus({ preventScroll: true });
  };
  return (
    <a id={id} className={className} href={`#${anchor}`} aria-label={label} onClick={follow}>
      {children}
    </a>
  );
}

/** Whether a click means to follow the link here, not in another tab or window. */
function isPlainClick(event: MouseEvent): boolean {
  return event.button === 0 && !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey);
}
