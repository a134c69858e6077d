interface Props {
  readonly error: Error;
  readonly onRetry: () => void;
}

/** Says why the list is kept current no more. */
export function Notice({ error, onRetry }: Props) {
  return (
    <p className="notice" role="alert">
      <span>The list is not kept current: {error.message}</span>
      <button type="button" onClick={onRetry}>
        Try again
      </button>
    </p>
  );
}
