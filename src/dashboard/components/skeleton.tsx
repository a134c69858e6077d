/** The list's outline, until the specs are there. */
export function Skeleton() {
  return (
    <main className="skeleton" aria-busy="true" aria-label="The specs are being read">
      {Array.from({ length: 14 }, (_, at) => (
        <span key={at} className="skeleton-row" />
      ))}
    </main>
  );
}
