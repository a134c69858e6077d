import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';

const css = await readFile(new URL('../../src/dashboard/styles/tokens.css', import.meta.url), 'utf8');

/** Colours by name, each for light and for dark. */
const COLOURS = new Map(
  [...css.matchAll(/--([\w-]+): (?:light-dark\((#\w+), (#\w+)\)|(#\w+));/g)].map(
    ([, name, light, dark, both]) => [name!, [light ?? both!, dark ?? both!]] as const,
  ),
);

type Rgb = readonly [number, number, number];

function colour(name: string, scheme: number): Rgb {
  const hex = COLOURS.get(name)?.[scheme];
  if (!hex) throw new Error(`Expected a colour --${name} in tokens.css.`);
  return [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16)) as unknown as Rgb;
}

function mixed(top: Rgb, share: number, ground: Rgb): Rgb {
  return top.map((value, at) => value * share + ground[at]! * (1 - share)) as unknown as Rgb;
}

/** WCAG 2.2, relative luminance. */
function luminance(rgb: Rgb): number {
  const [r, g, b] = rgb.map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as unknown as Rgb;
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: Rgb, b: Rgb): number {
  const [dark, light] = [luminance(a), luminance(b)].sort((x, y) => x - y) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

const STATUSES = ['todo', 'active', 'review', 'blocked', 'done', 'dropped', 'other'];
const GROUNDS = ['ground', 'ground-low', 'ground-high', 'ground-hover', 'ground-chosen', 'light'];

test.each([
  ['light', 0],
  ['dark', 1],
])('all text can be read in %s colours (WCAG AA, 4.5)', (_name, scheme) => {
  const faint: string[] = [];
  const check = (what: string, text: Rgb, ground: Rgb) => {
    if (contrast(text, ground) < 4.5) faint.push(`${what}: ${contrast(text, ground).toFixed(2)}`);
  };
  for (const name of GROUNDS) {
    const ground = colour(name, scheme);
    for (const text of ['text', 'text-soft', 'accent', 'active', 'done', 'blocked']) {
      check(`${text} on ${name}`, colour(text, scheme), ground);
    }
  }
  for (const status of STATUSES) {
    const tone = colour(status, scheme);
    // As `.pill` has it.
    check(`pill ${status}`, tone, mixed(tone, 0.12, colour('ground', scheme)));
  }
  check('button', colour('accent-text', scheme), colour('accent-ground', scheme));
  check('critical', colour('ground', scheme), colour('blocked', scheme));
  expect(faint).toEqual([]);
});
