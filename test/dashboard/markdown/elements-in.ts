/** An element's opening tag, as read from HTML. */
interface Element {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
}

/**
 * Every opening tag in HTML that React wrote: there each `<` begins a tag, and quotes stand around each value. Names are
 * in lower case; values keep their character references.
 */
export function elementsIn(html: string): Element[] {
  return html
    .split('<')
    .slice(1)
    .flatMap((rest) => {
      if (rest.startsWith('/')) return [];
      const tag = /^([a-z][a-z0-9]*)((?: [a-z-]+="[^"]*")*)\/?>/i.exec(rest);
      if (!tag) throw new Error(`Expected a tag that React wrote, got <${rest.slice(0, 80)}`);
      const attributes = new Map<string, string>();
      for (const [, name, value] of tag[2]!.matchAll(/ ([a-z-]+)="([^"]*)"/gi))
        attributes.set(name!.toLowerCase(), value!);
      return { name: tag[1]!.toLowerCase(), attributes };
    });
}
