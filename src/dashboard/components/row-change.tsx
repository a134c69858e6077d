import type { RowLight } from '../model/lit-rows.ts';
import { ChangeText } from './change-text.tsx';

/** What has just changed in a line, or below it. */
export function RowChange({ light, ownId }: { readonly light: RowLight; readonly ownId: string }) {
  const { highlight, specId } = light;
  return (
    <span className="row-change">
      {specId !== ownId && <span className="row-change-id">{specId}</span>}
      {highlight.words ? (
        <ChangeText words={highlight.words} withField={highlight.words.field !== 'status'} />
      ) : (
        <span className="change">new</span>
      )}
    </span>
  );
}
