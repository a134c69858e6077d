/**
 * Subscription documents; each asks for what the load verifies, the title and the timestamp. The new title comes first:
 * changes of fields tell the old one too.
 */
const WHOLE = 'id title type status priority path tags';

function documentOf(fields: string, specFields: string): string {
  return `subscription Changes($filter: SpecChangeFilter) {
  specChanged(filter: $filter) {
    __typename
    cursor
    timestamp
    ... on SpecUpdated { spec { ${specFields} } ${fields} }
  }
}`;
}

/** The document of every scenario but `mix`. */
export const DOCUMENT = documentOf('specId changes', WHOLE);

/** What five different dashboards ask for. */
export const FIVE_DOCUMENTS: readonly string[] = [
  DOCUMENT,
  documentOf('specId', 'id title status'),
  documentOf('changes fieldChanges { field before after }', 'id title'),
  documentOf('specId changes', 'id title priority tags modifiedAt'),
  documentOf('changes', 'id title status path checklist { total done } problems { code }'),
];
