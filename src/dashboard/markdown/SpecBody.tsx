interface SpecBodyProps {
  readonly body: string;
  /** What it was before the newest change. @default nothing is marked */
  readonly previousBody?: string | undefined;
  /** The IDs that are links where they are named. */
  readonly specIds: ReadonlySet<string>;
  readonly hrefOf: (id: string) => string;
}

/** A spec's text. */
export function SpecBody({ body }: SpecBodyProps) {
  return <pre className="spec-text">{body}</pre>;
}
