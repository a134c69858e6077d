import { toggled, type FilterList, type ListFilter } from '../model/list-filter.ts';
import { Icon } from './icon.tsx';

interface FilterChipsProps {
  readonly filter: ListFilter;
  readonly onFilter: (filter: ListFilter) => void;
  readonly onClear: () => void;
}

const LISTS: readonly (readonly [FilterList, string])[] = [
  ['statuses', 'status'],
  ['types', 'type'],
  ['priorities', 'priority'],
  ['tags', 'tag'],
  ['ids', 'ID'],
];

/** What the list is narrowed by; pressed, a part of it goes. */
export function FilterChips({ filter, onFilter, onClear }: FilterChipsProps) {
  const chips = [
    ...(filter.text === '' ? [] : [{ label: `“${filter.text}”`, without: { ...filter, text: '' } }]),
    ...LISTS.flatMap(([list, word]) =>
      filter[list].map((value) => ({
        label: `${word}: ${list === 'priorities' ? value.toLowerCase() : value}`,
        without: toggled(filter, list, value),
      })),
    ),
    ...(filter.hasProblems ? [{ label: 'with problems', without: { ...filter, hasProblems: false } }] : []),
  ];
  return (
    <ul className="chips" aria-label="Filter in use">
      {chips.map(({ label, without }) => (
        <li key={label}>
          <button
            type="button"
            className="chip"
            onClick={() => onFilter(without)}
            aria-label={`Remove ${label}`}
          >
            <span className="ellipsis">{label}</span>
            <Icon name="close" />
          </button>
        </li>
      ))}
      <li>
        <button type="button" className="link-button" onClick={onClear}>
          Clear
        </button>
      </li>
    </ul>
  );
}
