import { useMemo } from 'react';
import { highlight } from './highlight.ts';

export interface CodeProps {
  readonly text: string;
  /** The word behind the opening fence, in lower case; empty where there is none. */
  readonly language: string;
}

/** Code with a class on each run that has a colour. */
export default function HighlightedCode({ text, language }: CodeProps) {
  const runs = useMemo(() => highlight(text, language), [text, language]);
  return (
    <code>
      {runs.map((run, at) =>
        run.className === undefined ? (
          run.text
        ) : (
          <span key={at} className={run.className}>
            {run.text}
          </span>
        ),
      )}
    </code>
  );
}
