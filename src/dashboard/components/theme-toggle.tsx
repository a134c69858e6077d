import { useObservable } from '../hooks/use-observable.ts';
import { theme, toggleTheme, type Theme } from '../page/theme.ts';
import { Icon, type IconName } from './icon.tsx';

const ICONS: Readonly<Record<Theme, IconName>> = { system: 'system', light: 'sun', dark: 'moon' };

export function ThemeToggle() {
  const current = useObservable(theme);
  const label = `Colours: ${current}`;
  return (
    <button type="button" className="icon-button" onClick={toggleTheme} aria-label={label} title={label}>
      <Icon name={ICONS[current]} />
    </button>
  );
}
