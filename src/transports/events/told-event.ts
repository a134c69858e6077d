import type { ExecutionResult } from 'graphql';

/** One event of `/api/events`, but for its ID. */
export interface ToldEvent {
  readonly name: string;
  readonly data: object;
}

/** A `SpecEvent`, as the documents select it. */
interface SelectedEvent {
  readonly __typename: string;
  readonly [field: string]: unknown;
}

/** A `SpecBatch`, as the documents select it. */
interface SelectedBatch {
  readonly cursor: string;
  readonly timestamp: string;
  readonly resync: string | null;
  readonly snapshot: readonly object[] | null;
  readonly changes: readonly SelectedEvent[];
}

const known = new WeakMap<ExecutionResult, ToldEvent>();

/** What is told of a result; the same for the same result, as others may be told of it as well. */
export function toldEventOf(result: ExecutionResult): ToldEvent {
  let told = known.get(result);
  if (!told) known.set(result, (told = tell(result)));
  return told;
}

/** Errors without their places in a document that the client never saw. */
export function toldErrorsOf(errors: ExecutionResult['errors'] = []): object {
  return { errors: errors.map(({ message, extensions }) => ({ message, extensions })) };
}

/** Not `error`, by which an EventSource tells that its connection is lost. */
function tell({ data, errors }: ExecutionResult): ToldEvent {
  if (errors || !data) return { name: 'specs.error', data: toldErrorsOf(errors) };
  const [selected] = Object.values(data) as (SelectedEvent | SelectedBatch)[];
  return '__typename' in selected! ? tellOfEvent(selected) : tellOfBatch(selected!);
}

function tellOfEvent(selected: SelectedEvent): ToldEvent {
  const data = withKind(selected);
  return { name: `spec.${data.kind}`, data };
}

function tellOfBatch({ cursor, timestamp, resync, snapshot, changes }: SelectedBatch): ToldEvent {
  if (snapshot) return { name: 'specs.snapshot', data: { cursor, timestamp, specs: snapshot } };
  if (resync !== null) {
    return { name: 'spec.resync', data: { kind: 'resync', cursor, timestamp, reason: resync } };
  }
  return { name: 'specs.batch', data: { cursor, timestamp, changes: changes.map(withKind) } };
}

/** `SpecUpdated` is `updated`. */
function withKind({ __typename, ...fields }: SelectedEvent): { readonly kind: string } {
  return { kind: __typename.replace(/^Spec/, '').toLowerCase(), ...fields };
}
