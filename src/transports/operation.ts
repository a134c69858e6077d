import {
  GraphQLError,
  type ExecutionResult,
  type FragmentDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import type { OperationRequest, PreparedOperation, RequestErrors } from '../execution/executor.ts';
import type { Access } from './access.ts';
import type { ActiveSubscription, ConnectionHandle } from './connections.ts';
import type { AdmittedExchange } from './http/exchange.ts';
import { maskAndLog } from './mask-and-log.ts';
import { countRefusals } from './refusals.ts';
import { ResultStream } from './result-stream.ts';
import type { OperationHost } from './operation-host.ts';

/** An operation under way. */
export interface RunningOperation {
  readonly outcome: ExecutionResult | ResultStream;
  /** Where its deliveries are counted, until `releaseOperation`. */
  readonly entry: OperationEntry | null;
}

/** A subscription on its connection's record. */
interface OperationEntry {
  readonly handle: ConnectionHandle;
  readonly subscription: ActiveSubscription;
}

/** Takes an operation off its connection's record; twice is harmless. */
export function releaseOperation({ entry }: Pick<RunningOperation, 'entry'>): void {
  entry?.handle.removeSubscription(entry.subscription);
}

/** Ends an operation, wherever it stands. */
export function endOperation(running: RunningOperation): void {
  releaseOperation(running);
  if (isResultStream(running.outcome)) void running.outcome.return();
}

/**
 * Prepares a request, and counts what exceeds a limit. An executor that throws is a bug, and yet only this operation's
 * error.
 */
export function prepareOperation<TContext>(
  { executor, connections, log }: OperationHost<TContext>,
  request: OperationRequest,
): PreparedOperation | RequestErrors {
  try {
    const prepared = executor.prepare(request);
    if ('errors' in prepared) countRefusals(connections, prepared.errors);
    return prepared;
  } catch (error) {
    return { errors: [maskAndLog(error, log)] };
  }
}

/**
 * Runs a prepared operation on a connection, or on none. Never rejects; what goes wrong is the outcome. The
 * subscription is on the connection's record from before its context is made until `releaseOperation`.
 */
export async function startOperation<TContext>(
  { executor, connections, createContext, log }: OperationHost<TContext>,
  prepared: PreparedOperation,
  access: Access,
  on: { readonly handle: ConnectionHandle; readonly id: string } | null,
): Promise<RunningOperation> {
  const isSubscription = prepared.operation.operation === 'subscription';
  const entry =
    on && isSubscription
      ? {
          handle: on.handle,
          subscription: on.handle.addSubscription({
            id: on.id,
            operationName: prepared.operation.name?.value ?? null,
            field: rootFieldOf(prepared) ?? '',
          }),
        }
      : null;
  try {
    const context = createContext({
      connection: on?.handle.connection ?? null,
      subscription: entry?.subscription ?? null,
      request: prepared.request,
      access,
    });
    const outcome = await executor.run(prepared, context);
    if ('next' in outcome) {
      return { outcome: new ResultStream(outcome, log, on?.handle.connection.id), entry };
    }
    releaseOperation({ entry });
    countRefusals(connections, outcome.errors);
    return { outcome, entry };
  } catch (error) {
    releaseOperation({ entry });
    return { outcome: { errors: [maskAndLog(error, log, on?.handle.connection.id)] }, entry };
  }
}

/** The same over HTTP, where there may be nothing to run; a mutation needs POST. */
export async function beginOperation<TContext>(
  host: OperationHost<TContext>,
  prepared: PreparedOperation | RequestErrors,
  { access, method }: Pick<AdmittedExchange, 'access' | 'method'>,
  on: { readonly handle: ConnectionHandle; readonly id: string },
): Promise<RunningOperation> {
  if ('errors' in prepared) return { outcome: prepared, entry: null };
  if (prepared.operation.operation === 'mutation' && method !== 'POST') {
    return { outcome: { errors: [mutationByGet()] }, entry: null };
  }
  return startOperation(host, prepared, access, on);
}

/** Whether an outcome is a subscription's stream. */
export function isResultStream(outcome: ExecutionResult | ResultStream): outcome is ResultStream {
  return outcome instanceof ResultStream;
}

/** The refusal of one operation more than a connection may run. */
export function tooManyOperations(max: number): GraphQLError {
  return new GraphQLError(
    `Too many operations on this connection: \`maxOperationsPerConnection\` is ${max}. Complete one first.`,
    { extensions: { code: 'TOO_MANY_OPERATIONS', limit: 'maxOperationsPerConnection', max } },
  );
}

/** The refusal of one subscription more than a connection may run. */
export function tooManySubscriptions(max: number): GraphQLError {
  return new GraphQLError(
    `Too many subscriptions on this connection: \`maxSubscriptionsPerConnection\` is ${max}. Complete one first.`,
    { extensions: { code: 'TOO_MANY_SUBSCRIPTIONS', limit: 'maxSubscriptionsPerConnection', max } },
  );
}

/** The refusal of a mutation by GET, which browsers and caches may repeat. */
export function mutationByGet(): GraphQLError {
  return new GraphQLError('A mutation needs POST; GET may only read.', {
    extensions: { code: 'BAD_REQUEST' },
  });
}

function rootFieldOf({ document, operation }: PreparedOperation): string | undefined {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === 'FragmentDefinition') fragments.set(definition.name.value, definition);
  }
  // Validation has refused fragments that spread themselves, so this ends.
  function firstField(set: SelectionSetNode): string | undefined {
    for (const selection of set.selections) {
      if (selection.kind === 'Field') return selection.name.value;
      const inner =
        selection.kind === 'InlineFragment'
          ? selection.selectionSet
          : fragments.get(selection.name.value)?.selectionSet;
      const found = inner && firstField(inner);
      if (found !== undefined) return found;
    }
    return undefined;
  }
  return firstField(operation.selectionSet);
}
