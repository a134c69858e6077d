import { useEffect, useRef } from 'react';
import { useListFilter } from '../hooks/use-list-filter.ts';
import { Icon } from './icon.tsx';

/** Looks for words in the list; `/` goes to it from anywhere, and Escape empties it and goes to the list. */
export function SearchBox() {
  const [filter, setFilter] = useListFilter();
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    function onKey(event: KeyboardEvent): void {
      const isTyping =
        (event.target as Element).closest('input, textarea, [contenteditable="true"]') !== null;
      if (event.key !== '/' || isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      input.current?.select();
    }
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);
  return (
    <search className="search">
      <Icon name="search" />
      <input
        ref={input}
        type="search"
        placeholder="Search titles, IDs, paths, tags"
        aria-label="Search specs"
        aria-keyshortcuts="/"
        value={filter.text}
        onChange={(event) => setFilter({ ...filter, text: event.target.value }, true)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return;
          if (filter.text !== '') setFilter({ ...filter, text: '' }, true);
          const list = document.querySelector<HTMLElement>('.spec-list');
          if (list) list.focus();
          else input.current?.blur();
        }}
      />
      <kbd aria-hidden="true">/</kbd>
    </search>
  );
}
