import {
  createSourceEventStream,
  execute,
  executeSubscriptionEvent,
  getOperationAST,
  GraphQLError,
  validateSubscriptionArgs,
  type DocumentNode,
  type ExecutionResult,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type ValidatedSubscriptionArgs,
} from 'graphql';
import { CompiledOperations } from './compiled-operations.ts';
import { LoopShare } from '../loop-share.ts';
import { DocumentCache } from './document-cache.ts';
import { maskError, maskResult, withCode, type UnexpectedErrorListener } from './errors.ts';
import { isEventSource } from './event-source.ts';
import { MemoryBudget } from './memory-budget.ts';
import { Plan } from './plan.ts';
import { Plans, type PlanSeat } from './plans.ts';
import { ResponseStream, type StreamHost, type Tally } from './response-stream.ts';
import { checkCost, CostEstimator } from './rules/cost.ts';
import { cutShort, type ComplexityLimits } from './rules/too-complex.ts';
import { ResultTexts } from './result-text.ts';
import { Sharings } from './sharing.ts';

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

export interface ExecutorOptions<TContext> extends Partial<ComplexityLimits> {
  readonly schema: GraphQLSchema;
  /** Hears of errors that are masked. What it throws is ignored. */
  readonly onUnexpectedError: UnexpectedErrorListener;
  /** Called before each execution of a context's operation. It must not throw. */
  readonly beforeExecution?: (context: TContext) => void;
  /** The `extensions` of the result for one event of a subscription. */
  readonly extensionsOf?: (event: unknown) => Record<string, unknown> | undefined;
  /** Called when a transport has taken the result for an event it pulled. What it throws goes to `onUnexpectedError`. */
  readonly onTaken?: (event: unknown, context: TContext) => void;
  /** Where to count what the operation of a context delivers. @default nothing is counted */
  readonly tallyOf?: (context: TContext) => Tally | null;
  /** How many changes an event stands for, less those it tells of. @default 0 */
  readonly joinedIn?: (event: unknown) => number;
  /**
   * What those who share results must have in common besides the question: what they may see. The same text for
   * contexts that may see the same. @default '' for all
   */
  readonly scopeOf?: (context: TContext) => string;
  /**
   * The context that shared executions run with, made from that of whoever asks first: without what belongs to one
   * connection, so that nothing of it can reach another. @default the context itself
   */
  readonly shareContext?: (context: TContext) => TContext;
  /** Whether clients may ask for the schema, and are told what they may have meant. @default true */
  readonly introspection?: boolean;
  /** About how much memory may be taken by what was made for replays, to be used again; in bytes. @default 33554432 (32 MiB) */
  readonly maxReplayBytes?: number;
}

/** What an executor has done so far. */
interface ExecutorWork {
  /** Operations that were run: queries, and subscriptions once for each event. */
  readonly executions: number;
  /** Results that were made into text. */
  readonly serialisations: number;
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
  /**
   * A result, or what is shown of one, as JSON on one line, made once for each object. One that JSON cannot hold is told
   * as a masked error.
   */
  textOf(result: object): string;
  readonly work: ExecutorWork;
}

/** How long replays and pulled results may hold the event loop at a time, in milliseconds. */
const DELIVERY_SLICE_MS = 10;

/**
 * Memory for results that others may ask for in the same moment. Little, since most are asked for at once or not at
 * all, and what is kept for longer costs the garbage collector dear.
 */
const MAX_RESULT_BYTES = 2 * 1024 * 1024;

/** @throws when the schema is invalid. */
export function createExecutor<TContext>(options: ExecutorOptions<TContext>): Executor<TContext> {
  const { schema, extensionsOf, introspection = true, maxReplayBytes = 32 * 1024 * 1024 } = options;
  const limits = {
    maxQueryDepth: options.maxQueryDepth ?? 10,
    maxAliases: options.maxAliases ?? 15,
    maxTokens: options.maxTokens ?? 1000,
    maxCost: options.maxCost ?? 100_000,
  };
  const hideSuggestions = !introspection;
  const onUnexpected = quietly(options.onUnexpectedError);
  const fail = (error: unknown) => ({ errors: [maskError(error, onUnexpected)] });
  const documents = new DocumentCache(schema, { ...limits, introspection });
  const costs = new CostEstimator(schema);
  const sharings = new Sharings(schema);
  const compiled = new CompiledOperations(schema);
  const plans = new Plans();
  const memory = {
    results: new MemoryBudget(MAX_RESULT_BYTES),
    replays: new MemoryBudget(maxReplayBytes),
  };
  const texts = new ResultTexts(fail);
  const streams: StreamHost = {
    share: new LoopShare({ sliceMs: DELIVERY_SLICE_MS }),
    joinedIn: options.joinedIn ?? (() => 0),
    onSourceError: fail,
    onTaken: (event, context) => {
      try {
        options.onTaken?.(event, context as TContext);
      } catch (error) {
        onUnexpected(error);
      }
    },
  };
  let executions = 0;

  function prepare(request: OperationRequest): PreparedOperation | RequestErrors {
    try {
      const document = documents.read(request.query);
      if (!('kind' in document)) return { errors: document };
      const operation = getOperationAST(document, request.operationName);
      if (!operation) return { errors: [unknownOperation(document, request.operationName)] };
      const refusal = checkCost(costs.of(document, operation, request.variables ?? {}), limits.maxCost);
      if (refusal) return { errors: [refusal] };
      return { document, operation, request };
    } catch (error) {
      return fail(error);
    }
  }

  /** A result as it leaves: errors masked, and with the extensions of its event. */
  function finish(event: unknown, result: ExecutionResult): ExecutionResult {
    const extensions = extensionsOf?.(event);
    const masked = maskResult(cutShort(result), onUnexpected);
    return extensions ? { ...masked, extensions } : masked;
  }

  /** Executes a subscription's operation for one event, without fail. */
  function executeEvent(
    validated: ValidatedSubscriptionArgs,
    event: unknown,
  ): ExecutionResult | Promise<ExecutionResult> {
    executions += 1;
    try {
      options.beforeExecution?.(validated.contextValue as TContext);
      const result = executeSubscriptionEvent({ ...validated, rootValue: event });
      return result instanceof Promise
        ? result.then((settled) => finish(event, settled)).catch(fail)
        : finish(event, result);
    } catch (error) {
      return fail(error);
    }
  }

  /** The same by the compiled operation. What does not go well is executed once more, to be told as ever. */
  function executeShared(
    validated: ValidatedSubscriptionArgs,
    event: unknown,
  ): ExecutionResult | Promise<ExecutionResult> {
    const { document, operation, contextValue, rawVariableValues } = validated;
    const run = compiled.of(document, operation);
    if (!run) return executeEvent(validated, event);
    const settle = (result: ExecutionResult) => {
      if (result.errors) return executeEvent(validated, event);
      executions += 1;
      return finish(event, result);
    };
    try {
      options.beforeExecution?.(contextValue as TContext);
      const result = run(event, contextValue, rawVariableValues ?? {});
      if (!(result instanceof Promise)) return settle(result);
      return result.then(settle).catch(() => executeEvent(validated, event));
    } catch {
      return executeEvent(validated, event);
    }
  }

  /** A place among those who ask the same; `undefined` where the results are this operation's own. */
  function join(
    { document, operation, request }: PreparedOperation,
    context: TContext,
  ): PlanSeat | undefined {
    const sharing = sharings.of(document, operation);
    if (!sharing) return undefined;
    const given = request.variables ?? {};
    // One that is absent has its default, which one that is null has not. (Clients may call one `__proto__`.)
    const names = sharing.variables.filter((name) => Object.hasOwn(given, name));
    const variableValues = Object.fromEntries(names.map((name) => [name, given[name]]));
    const scope = options.scopeOf?.(context) ?? '';
    const question = JSON.stringify([scope, request.query, operation.name?.value ?? null, variableValues]);
    return plans.join(question, () => {
      const contextValue = options.shareContext ? options.shareContext(context) : context;
      const operationName = request.operationName ?? null;
      const { document } = sharing;
      const args = { schema, document, operationName, variableValues, contextValue, hideSuggestions };
      const shared = validateSubscriptionArgs(args);
      if (!('schema' in shared)) throw new Error('A valid operation is not valid without its arguments.');
      return new Plan({
        execute: (event) => executeShared(shared, event),
        texts,
        memory,
      });
    });
  }

  async function openStream(
    prepared: PreparedOperation,
    validated: ReturnType<typeof validateSubscriptionArgs>,
    context: TContext,
  ): Promise<ExecutionResult | ResponseStream> {
    if (!('schema' in validated)) return maskResult({ errors: validated }, onUnexpected);
    const source = await createSourceEventStream(validated);
    if (!isEventSource(source)) {
      if ('errors' in source) return maskResult(source, onUnexpected);
      throw new Error('A subscription field returned a source that cannot be stopped.');
    }
    try {
      const tally = options.tallyOf?.(context) ?? null;
      const seat = join(prepared, context);
      // Where a plan executes, nothing of this operation's own need be kept.
      const execute = seat ? undefined : executeFor(validated);
      return new ResponseStream({ source, seat, execute, tally, context }, streams);
    } catch (error) {
      // Nobody else knows of it.
      await source.return();
      throw error;
    }
  }

  function executeFor(validated: ValidatedSubscriptionArgs) {
    return (event: unknown) => executeEvent(validated, event);
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
      hideSuggestions,
    };
    try {
      if (prepared.operation.operation !== 'subscription') {
        executions += 1;
        options.beforeExecution?.(contextValue);
        return maskResult(cutShort(await execute(args)), onUnexpected);
      }
      return await openStream(prepared, validateSubscriptionArgs(args), contextValue);
    } catch (error) {
      return fail(error);
    }
  }

  return {
    schema,
    prepare,
    run,
    textOf: (result) => texts.textOf(result),
    get work() {
      return { executions, serialisations: texts.made };
    },
  };
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
