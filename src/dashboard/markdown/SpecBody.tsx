import { lazy, Suspense } from 'react';
import { PlainBody } from './PlainBody.tsx';
import type { SpecBodyProps } from './spec-body-props.ts';

const MarkdownBody = lazy(() =>
  import('./MarkdownBody.tsx').catch(() => ({
    default: ({ body }: SpecBodyProps) => (
      <PlainBody body={body} note="The part of this page that formats texts did not load." />
    ),
  })),
);

/**
 * The body of a spec, from a repository that nobody has vetted: formatted Markdown in which nothing runs, nothing is
 * fetched, and links lead to specs, to web pages and to mailboxes only. Plain text until the parser has loaded.
 */
export function SpecBody(props: SpecBodyProps) {
  return (
    <Suspense fallback={<PlainBody body={props.body} />}>
      <MarkdownBody {...props} />
    </Suspense>
  );
}
