import { createObservable } from '../store/observable.ts';

/** How the reader left the list, so that it is so again after a look at a spec. */
export interface ListUi {
  /** What was opened and closed by hand. */
  readonly choices: ReadonlyMap<string, boolean>;
  /** The same since the filter is what it is: what it finds is open at first, however the rest was left. */
  readonly choicesInFilter: ReadonlyMap<string, boolean>;
  readonly activeId: string | null;
  /** How far it is scrolled, in pixels. */
  readonly offset: number;
  /** The query of its address. */
  readonly search: string;
}

export const listUi = createObservable<ListUi>({
  choices: new Map(),
  choicesInFilter: new Map(),
  activeId: null,
  offset: 0,
  search: '',
});

export function setListUi(part: Partial<ListUi>): void {
  listUi.set({ ...listUi.get(), ...part });
}

/** Opens or closes what stands in the list. */
export function setOpen(ids: Iterable<string>, isOpen: boolean, isFiltered: boolean): void {
  const key = isFiltered ? 'choicesInFilter' : 'choices';
  setListUi({ [key]: new Map([...listUi.get()[key], ...[...ids].map((id) => [id, isOpen] as const)]) });
}
