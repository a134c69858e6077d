interface PlainBodyProps {
  readonly body: string;
  /** Why it is not formatted; nothing is said without. */
  readonly note?: string;
}

/** A body as it stands in its file. */
export function PlainBody({ body, note }: PlainBodyProps) {
  return (
    <div className="spec-body">
      {note !== undefined && <p className="plain-note">{note}</p>}
      <pre className="plain-body" tabIndex={0}>
        {body}
      </pre>
    </div>
  );
}
