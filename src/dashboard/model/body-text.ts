/** A spec's body without the heading that repeats its title, which its page shows already. */
export function bodyText(body: string, title: string): string {
  const heading = /^\s*# +(.+?) *#* *(?:\r?\n|$)/.exec(body);
  return heading?.[1] !== undefined && heading[1].endsWith(title) ? body.slice(heading[0].length) : body;
}
