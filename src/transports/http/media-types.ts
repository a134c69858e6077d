interface AcceptedType {
  readonly type: string;
  readonly weight: number;
}

/** Whether an Accept header names `type` itself, not merely by a wildcard; parameters do not matter. */
export function accepts(header: string, type: string): boolean {
  return weightOf(header, type) > 0;
}

/** Whether an Accept header names HTML, and nothing of GraphQL's own before it. */
export function prefersHtml(header: string): boolean {
  const html = weightOf(header, 'text/html');
  return (
    html > 0 &&
    ['application/json', 'application/graphql-response+json'].every((type) => weightOf(header, type) <= html)
  );
}

/** Whether a Content-Type is `application/json` and nothing else, parameters aside. */
export function isJsonType(header: string): boolean {
  return bareType(header) === 'application/json';
}

/** The best of the codings that an Accept-Encoding header allows, in the server's order of preference. */
export function chooseEncoding<T extends string>(header: string, offered: readonly T[]): T | 'identity' {
  return offered.find((coding) => weightOf(header, coding) > 0) ?? 'identity';
}

function weightOf(header: string, type: string): number {
  return Math.max(0, ...parseAccept(header).flatMap((entry) => (entry.type === type ? [entry.weight] : [])));
}

function parseAccept(header: string): AcceptedType[] {
  return header.split(',').map((part) => {
    const weight = /;\s*q=([\d.]+)/i.exec(part);
    return { type: bareType(part), weight: weight ? Number(weight[1]) || 0 : 1 };
  });
}

function bareType(text: string): string {
  return (text.split(';', 1)[0] ?? '').trim().toLowerCase();
}
