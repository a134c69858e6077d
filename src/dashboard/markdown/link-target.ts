import { specAt, type KnownSpecs } from './known-specs.ts';
import { percentDecoded } from './percent-decoded.ts';

/** Where a link in a body may lead; `none` is shown as text. */
export type LinkTarget =
  | { readonly kind: 'spec'; readonly id: string }
  | { readonly kind: 'heading'; readonly slug: string }
  | { readonly kind: 'external'; readonly href: string }
  | { readonly kind: 'none' };

const SCHEMES: ReadonlySet<string> = new Set(['http:', 'https:', 'mailto:']);

/** Where a link leads. An address that is no web page, no mail address, no spec and no heading leads nowhere. */
export function linkTarget(address: string, specs: KnownSpecs): LinkTarget {
  if (address.startsWith('#')) return headingTarget(address.slice(1));
  const href = externalHref(address);
  if (href !== undefined) return { kind: 'external', href };
  const id = specAt(address, specs);
  return id === undefined ? { kind: 'none' } : { kind: 'spec', id };
}

/**
 * The address of a web page or a mailbox, as a browser would write it; `undefined` for any other address. One with a
 * name and a password in it is refused too, since what looks like its host is not: `https://known.site@other.site`.
 */
export function externalHref(address: string): string | undefined {
  // Browsers drop tabs, line ends and controls, and read `\` as `/`: such an address is refused, not cleaned.
  if (/[\p{C}\s\\]/u.test(address) || !/^(?:https?:\/\/|mailto:)/i.test(address)) return undefined;
  const url = URL.parse(address);
  if (!url || !SCHEMES.has(url.protocol) || url.username !== '' || url.password !== '') return undefined;
  return url.protocol === 'mailto:' && url.pathname === '' ? undefined : url.href;
}

function headingTarget(fragment: string): LinkTarget {
  const slug = percentDecoded(fragment);
  return slug ? { kind: 'heading', slug } : { kind: 'none' };
}
