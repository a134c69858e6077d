import type { Filter } from './fold.ts';
import { useChoices } from './use-choices.ts';

interface Props {
  readonly filter: Filter;
  readonly onFilter: (filter: Filter) => void;
  /** What there is to choose is asked for anew whenever this is another. */
  readonly list: unknown;
}

/** Chooses a type and a status. */
export function FilterBar({ filter, onFilter, list }: Props) {
  const { types, statuses } = useChoices(list);
  return (
    <form className="filters" aria-label="Filter">
      <Choice
        label="Type"
        words={types}
        chosen={filter.types}
        onChoice={(chosen) => onFilter({ ...filter, types: chosen })}
      />
      <Choice
        label="Status"
        words={statuses}
        chosen={filter.statuses}
        onChoice={(chosen) => onFilter({ ...filter, statuses: chosen })}
      />
    </form>
  );
}

interface ChoiceProps {
  readonly label: string;
  readonly words: readonly string[];
  readonly chosen: readonly string[];
  readonly onChoice: (chosen: string[]) => void;
}

/** One word of a vocabulary, or all of them. */
function Choice({ label, words, chosen: [chosen = ''], onChoice }: ChoiceProps) {
  // What is chosen stays a choice when no spec has it any more.
  const options = chosen === '' || words.includes(chosen) ? words : [...words, chosen];
  return (
    <label>
      {label}
      <select value={chosen} onChange={({ target: { value } }) => onChoice(value === '' ? [] : [value])}>
        <option value="">all</option>
        {options.map((word) => (
          <option key={word}>{word}</option>
        ))}
      </select>
    </label>
  );
}
