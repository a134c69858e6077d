import { lazy, Suspense } from 'react';
import type { CodeProps } from './HighlightedCode.tsx';

function PlainCode({ text }: CodeProps) {
  return <code>{text}</code>;
}

// The colours are a chunk of their own; without it code is still code.
const HighlightedCode = lazy(() => import('./HighlightedCode.tsx').catch(() => ({ default: PlainCode })));

interface CodeBlockProps extends CodeProps {
  readonly isColoured: boolean;
}

/** A block of code, coloured as soon as the colours are here. */
export function CodeBlock({ text, language, isColoured }: CodeBlockProps) {
  const plain = <PlainCode text={text} language={language} />;
  return (
    <pre className="code-block" tabIndex={0}>
      {isColoured ? (
        <Suspense fallback={plain}>
          <HighlightedCode text={text} language={language} />
        </Suspense>
      ) : (
        plain
      )}
    </pre>
  );
}
