import type { SpecBodyProps } from './spec-body-props.ts';

/** The body of a spec, as it is written. */
export function SpecBody({ body }: SpecBodyProps) {
  return <pre className="spec-body spec-text">{body}</pre>;
}
