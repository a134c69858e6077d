import { phraseOf, type FieldWords } from '../model/change-words.ts';

/** What changed: from what to what, where that is known. */
export function ChangeText({
  words,
  withField,
}: {
  readonly words: FieldWords;
  readonly withField: boolean;
}) {
  const { field, before, after } = words;
  if (before === undefined) return <span className="change ellipsis">{field} changed</span>;
  return (
    <span className="change ellipsis" title={phraseOf(words)}>
      {withField && <span className="change-field">{field} </span>}
      <span className="change-before">{before}</span>
      <span className="change-arrow"> → </span>
      <span className="change-after">{after}</span>
    </span>
  );
}
