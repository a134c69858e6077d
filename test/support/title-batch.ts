/** What a client selects of a change that folds titles alone. */
export const CHANGED_TITLE = /* GraphQL */ `
  fragment ChangedTitle on SpecChange {
    specId
    ... on SpecCreated {
      spec {
        title
      }
    }
    ... on SpecUpdated {
      spec {
        title
      }
    }
  }
`;

/** A batch with its snapshot, of titles alone. */
export interface TitleBatch {
  readonly cursor: string;
  readonly snapshot: readonly { readonly id: string; readonly title: string }[] | null;
  readonly resync: string | null;
  readonly changes: readonly { readonly specId: string; readonly spec?: { readonly title: string } }[];
}
