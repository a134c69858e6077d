import { styleText } from 'node:util';
import { inert } from './inert.ts';
import type { Io, TextOutput } from './io.ts';

/** A piece of a line, and how it looks where there are colours. */
export type Segment = readonly [text: string, style?: Style];

type Style = Extract<Parameters<typeof styleText>[0], string>;

/** A line as text, without its end. Whatever its pieces hold, a terminal obeys nothing but the styles. */
export function renderSegments(segments: readonly Segment[], isColoured: boolean): string {
  return segments
    .map(([text, style]) =>
      style && isColoured ? styleText(style, inert(text), { validateStream: false }) : inert(text),
    )
    .join('');
}

/** Whether colours are wanted: as `FORCE_COLOR` says, else not with `NO_COLOR`, else on terminals that know them. */
export function isColoured({ FORCE_COLOR, NO_COLOR, TERM }: Io['env'], output: TextOutput): boolean {
  if (FORCE_COLOR !== undefined) return FORCE_COLOR !== '0' && FORCE_COLOR !== 'false';
  return output.isTTY === true && (NO_COLOR ?? '') === '' && TERM !== 'dumb';
}
