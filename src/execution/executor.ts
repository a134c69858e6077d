import {
  createSourceEventStream,
  execute,
  executeSubscriptionEvent,
  getOperationAST,
  GraphQLError,
  parse,
  validate,
  validateSubscriptionArgs,
  type DocumentNode,
  type ExecutionResult,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import { maskError, maskResult, withCode, type UnexpectedErrorListener } from './errors.ts';
import { isEventSource } from './event-source.ts';
import { FairTurns } from './fair-turns.ts';
import { ResponseStream } from './response-stream.ts';
import { SharedResults } from './shared-results.ts';
import { sharingOf } from './sharing.ts';

/** A GraphQL request as any transport carries it. */
export interface OperationRequest {
  readonly query: string;
  readonly operationName?: string | null | undefined;
  readonly variables?: Readonly<Record<string, unknown>> | null | undefined;
  readonly extensions?: Readonly<Record<string, unknown>> | null | undefined;
}

/** A request whose document is valid and whose operation is known. */
export interface PreparedOperation {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  readonly request: OperationRequest;
}

/** Why a request cannot be run; never empty. */
export interface RequestErrors {
  readonly errors: readonly GraphQLError[];
}

export interface ExecutorOptions<TContext> {
  readonly schema: GraphQLSchema;
  /** Hears of errors that are masked. What it throws is ignored. */
  readonly onUnexpectedError: UnexpectedErrorListener;
  /** The `extensions` of the result for one event of a subscription. */
  readonly extensionsOf?: (event: unknown) => Record<string, unknown> | undefined;
  /** Called when a transport has taken the result for an event. What it throws goes to `onUnexpectedError`. */
  readonly onTaken?: (event: unknown, context: TContext) => void;
  /** Most tokens in a document. @default 1000 */
  readonly maxTokens?: number;
}

/**
 * Runs operations for every transport alike. Nothing here throws or rejects: what goes wrong is in the result,
 * each error with `extensions.code`.
 */
export interface Executor<TContext> {
  readonly schema: GraphQLSchema;
  /** Parses the document, validates it and finds the operation. */
  prepare(request: OperationRequest): PreparedOperation | RequestErrors;
  /** Runs a query to its result, or opens a subscription; a result instead of a stream says why it did not open. */
  run(operation: PreparedOperation, context: TContext): Promise<ExecutionResult | ResponseStream>;
}

/** @throws when the schema is invalid. */
export function createExecutor<TContext>(options: ExecutorOptions<TContext>): Executor<TContext> {
  const { schema, extensionsOf, onTaken, maxTokens = 1000 } = options;
  const onUnexpected = quietly(options.onUnexpectedError);
  const shared = new SharedResults();
  const turns = new FairTurns();

  function prepare(request: OperationRequest): PreparedOperation | RequestErrors {
    try {
      const document = parse(request.query, { maxTokens });
      const errors = validate(schema, document);
      if (errors.length > 0) {
        return { errors: errors.map((error) => withCode(error, 'GRAPHQL_VALIDATION_FAILED')) };
      }
      const operation = getOperationAST(document, request.operationName);
      if (!operation) return { errors: [unknownOperation(document, request.operationName)] };
      return { document, operation, request };
    } catch (error) {
      return {
        errors: [
          error instanceof GraphQLError
            ? withCode(error, 'GRAPHQL_PARSE_FAILED')
            : maskError(error, onUnexpected),
        ],
      };
    }
  }

  async function run(
    prepared: PreparedOperation,
    contextValue: TContext,
  ): Promise<ExecutionResult | ResponseStream> {
    const args = {
      schema,
      document: prepared.document,
      operationName: prepared.request.operationName ?? null,
      variableValues: prepared.request.variables ?? {},
      contextValue,
    };
    try {
      if (prepared.operation.operation !== 'subscription') {
        return maskResult(await execute(args), onUnexpected);
      }
      const validated = validateSubscriptionArgs(args);
      if (!('schema' in validated)) return maskResult({ errors: validated }, onUnexpected);
      const source = await createSourceEventStream(validated);
      if (!isEventSource(source)) {
        if ('errors' in source) return maskResult(source, onUnexpected);
        throw new Error('A subscription field returned a source that cannot be stopped.');
      }
      const executeEvent = async (event: unknown): Promise<ExecutionResult> => {
        try {
          const result = await executeSubscriptionEvent({ ...validated, rootValue: event });
          const extensions = extensionsOf?.(event);
          const masked = maskResult(result, onUnexpected);
          return extensions ? { ...masked, extensions } : masked;
        } catch (error) {
          return { errors: [maskError(error, onUnexpected)] };
        }
      };
      const question = questionOf(schema, prepared);
      const seat = question === undefined ? undefined : shared.join(question);
      return new ResponseStream({
        source,
        turns,
        execute: (event) =>
          seat && typeof event === 'object' && event !== null
            ? seat.result(event, executeEvent)
            : executeEvent(event),
        onEnd: () => seat?.leave(),
        onSourceError: (error) => ({ errors: [maskError(error, onUnexpected)] }),
        onTaken: (event) => {
          try {
            onTaken?.(event, contextValue);
          } catch (error) {
            onUnexpected(error);
          }
        },
      });
    } catch (error) {
      return { errors: [maskError(error, onUnexpected)] };
    }
  }

  return { schema, prepare, run };
}

/** What a subscription asks of an event, the same text for all who may share the answer; `undefined` where none may. */
function questionOf(
  schema: GraphQLSchema,
  { document, operation, request }: PreparedOperation,
): string | undefined {
  const sharing = sharingOf(schema, document, operation);
  if (!sharing) return undefined;
  const variables = sharing.variables.map((name) => request.variables?.[name] ?? null);
  return JSON.stringify([request.query, operation.name?.value ?? null, variables]);
}

function unknownOperation(document: DocumentNode, name: string | null | undefined): GraphQLError {
  const names = document.definitions.flatMap((definition) =>
    definition.kind === 'OperationDefinition' && definition.name ? [definition.name.value] : [],
  );
  const known = names.length > 0 ? `the document has ${names.join(', ')}` : 'the document has none by name';
  const message = name
    ? `Unknown operation "${name}": ${known}.`
    : `Expected \`operationName\`, since the document holds several operations: ${known}.`;
  return withCode(new GraphQLError(message), 'OPERATION_RESOLUTION_FAILURE');
}

/** A listener for the log must not be able to break a request. */
function quietly(listener: UnexpectedErrorListener): UnexpectedErrorListener {
  return (error) => {
    try {
      listener(error);
    } catch {
      return;
    }
  };
}
