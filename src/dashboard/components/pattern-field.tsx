import { useId, useState } from 'react';

interface PatternFieldProps {
  readonly ids: readonly string[];
  readonly onIds: (ids: readonly string[]) => void;
}

/** IDs and patterns, separated by commas or spaces. */
export function PatternField({ ids, onIds }: PatternFieldProps) {
  const id = useId();
  const joined = ids.join(', ');
  // While it is written the text may end in a comma, which the filter does not keep.
  const [draft, setDraft] = useState<string | null>(null);
  function change(text: string): void {
    setDraft(text);
    onIds(text.split(/[\s,]+/).filter(Boolean));
  }
  return (
    <div className="facet">
      <h2>
        <label htmlFor={id}>ID or pattern</label>
      </h2>
      <input
        id={id}
        className="text-field"
        placeholder="E13-*"
        spellCheck={false}
        autoCapitalize="characters"
        value={draft ?? joined}
        onChange={(event) => change(event.target.value)}
        onBlur={() => setDraft(null)}
      />
    </div>
  );
}
