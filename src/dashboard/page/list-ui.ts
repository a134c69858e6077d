import { createObservable } from '../store/observable.ts';

/** How the reader left the list, so that it is so again after a look at a spec. */
export interface ListUi {
  /** What was opened and closed by hand. */
  readonly choices: ReadonlyMap<string, boolean>;
  readonly activeId: string | null;
  /** How far it is scrolled, in pixels. */
  readonly offset: number;
  /** The query of its address. */
  readonly search: string;
}

export const listUi = createObservable<ListUi>({ choices: new Map(), activeId: null, offset: 0, search: '' });

export function setListUi(part: Partial<ListUi>): void {
  listUi.set({ ...listUi.get(), ...part });
}
