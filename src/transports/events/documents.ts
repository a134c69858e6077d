/** What an event tells of a spec: all but the body, and other specs. */
const SPEC_FIELDS = /* GraphQL */ `
  fragment SpecFields on Spec {
    id
    title
    type
    status
    priority
    path
    revision
    tags
    dependencyIds
    created
    updated
    modifiedAt
    checklist {
      total
      done
    }
    problems {
      code
      message
      path
      line
    }
  }
`;

/** What an event tells of a change; the kind is made of the type's name. */
const EVENT_FIELDS = /* GraphQL */ `
  fragment EventFields on SpecEvent {
    __typename
    ... on SpecChange {
      specId
    }
    cursor
    timestamp
    ... on SpecCreated {
      spec {
        ...SpecFields
      }
    }
    ... on SpecUpdated {
      spec {
        ...SpecFields
      }
      changes
      fieldChanges {
        field
        before
        after
      }
    }
    ... on SpecDeleted {
      title
      path
    }
    ... on SpecResync {
      reason
    }
  }
`;

/** The subscription behind single events. */
export const EVENTS_DOCUMENT = /* GraphQL */ `
  subscription Events($filter: SpecChangeFilter, $since: ChangeCursor, $delivery: DeliveryOptions) {
    specChanged(filter: $filter, since: $since, delivery: $delivery) {
      ...EventFields
    }
  }
  ${EVENT_FIELDS}
  ${SPEC_FIELDS}
`;

/** The subscription behind batches. */
export const BATCHES_DOCUMENT = /* GraphQL */ `
  subscription EventBatches(
    $filter: SpecChangeFilter
    $since: ChangeCursor
    $delivery: DeliveryOptions
    $maxBatchSize: Int
    $snapshot: Boolean
  ) {
    specsChanged(
      filter: $filter
      since: $since
      delivery: $delivery
      maxBatchSize: $maxBatchSize
      snapshot: $snapshot
    ) {
      cursor
      timestamp
      resync
      snapshot {
        ...SpecFields
      }
      changes {
        ...EventFields
      }
    }
  }
  ${EVENT_FIELDS}
  ${SPEC_FIELDS}
`;
