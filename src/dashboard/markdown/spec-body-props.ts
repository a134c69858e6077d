import type { MouseEvent } from 'react';

/** What the body of a spec is drawn from. */
export interface SpecBodyProps {
  /** Markdown, untrusted. */
  readonly body: string;
  /** The body as it was; what changed since is marked. Without it nothing is. */
  readonly previousBody?: string | undefined;
  /** The specs that may be linked to, by ID: a set, or a map of any values. */
  readonly specIds: { has(id: string): boolean };
  /** The path of this spec's file in the folder of specs, from which relative links are read. @default the folder itself */
  readonly path?: string | undefined;
  /** The IDs of specs by the paths of their files. @default no relative link is one */
  readonly pathToId?: ReadonlyMap<string, string> | undefined;
  /** The address at which the page shows a spec. */
  readonly hrefOf: (id: string) => string;
  /**
   * Told of a plain click on a link to a spec, to follow it without loading the page again; it is to call
   * `event.preventDefault()`. Without it the browser follows the link.
   */
  readonly onNavigate?: ((id: string, event: MouseEvent) => void) | undefined;
  /** Begins the IDs of headings and footnotes; each body on a page needs its own. @default `spec-` */
  readonly idPrefix?: string | undefined;
}
