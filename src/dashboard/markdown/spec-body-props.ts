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
}
