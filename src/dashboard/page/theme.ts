import { createKept } from './kept.ts';
import { createObservable, type Observable } from '../store/observable.ts';

/** `system` is what the reader's device is set to. */
export type Theme = 'system' | 'light' | 'dark';

// `public/assets/theme.js` reads it too, before anything is drawn.
const kept = createKept(() => localStorage, 'specwire.theme');
const THEMES: readonly Theme[] = ['system', 'light', 'dark'];

const current = createObservable<Theme>(THEMES.find((theme) => theme === kept.read()) ?? 'system');

export const theme: Observable<Theme> = current;

/** Takes the next one, and remembers it. */
export function toggleTheme(): void {
  const next = THEMES[(THEMES.indexOf(current.get()) + 1) % THEMES.length]!;
  document.documentElement.dataset['theme'] = next;
  kept.write(next);
  current.set(next);
}
