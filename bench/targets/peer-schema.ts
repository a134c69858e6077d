/** The part of the contract that the scenarios use, for servers that are given their schema as text. */
export const TYPE_DEFS = /* GraphQL */ `
  enum SpecPriority {
    CRITICAL
    HIGH
    MEDIUM
    LOW
  }

  type Spec {
    id: ID!
    title: String!
    type: String!
    status: String
    priority: SpecPriority
    path: String!
    tags: [String!]!
  }

  interface SpecEvent {
    cursor: String!
    timestamp: String!
  }

  type SpecUpdated implements SpecEvent {
    specId: ID!
    spec: Spec!
    changes: [String!]!
    cursor: String!
    timestamp: String!
  }

  input SpecChangeFilter {
    ids: [ID!]
  }

  type Query {
    ready: Boolean!
  }

  type Subscription {
    specChanged(filter: SpecChangeFilter): SpecEvent!
  }
`;

/** The arguments of `specChanged`. */
export interface SpecChangedArgs {
  readonly filter?: { readonly ids?: readonly string[] | null } | null;
}

/** Whether a subscriber wants this spec, as each peer's documentation would have it asked per subscriber. */
export function isWanted({ filter }: SpecChangedArgs, specId: string): boolean {
  return !filter?.ids || filter.ids.includes(specId);
}
