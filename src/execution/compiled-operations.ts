import type { DocumentNode, ExecutionResult, GraphQLSchema, OperationDefinitionNode } from 'graphql';
import { compileQuery, isCompiledQuery } from 'graphql-jit';
import { isCompilable } from './is-compilable.ts';

/** An operation as a function of its own; a result with errors says only that something went wrong. */
export type CompiledOperation = (
  root: unknown,
  context: unknown,
  variables: Readonly<Record<string, unknown>>,
) => ExecutionResult | Promise<ExecutionResult>;

interface Known {
  runs: number;
  /** `null` where it cannot be compiled. */
  compiled?: CompiledOperation | null;
}

/** Compiling takes milliseconds, which an operation that hardly ever runs is not worth. */
const RUNS_BEFORE = 8;

/** Operations that run often, compiled; each once, as long as its document is kept. */
export class CompiledOperations {
  readonly #schema: GraphQLSchema;
  readonly #known = new WeakMap<OperationDefinitionNode, Known>();

  constructor(schema: GraphQLSchema) {
    this.#schema = schema;
  }

  /** The operation compiled, when it has been asked for often enough and can be. */
  of(document: DocumentNode, operation: OperationDefinitionNode): CompiledOperation | undefined {
    let known = this.#known.get(operation);
    if (!known) this.#known.set(operation, (known = { runs: 0 }));
    known.runs += 1;
    if (known.compiled !== undefined) return known.compiled ?? undefined;
    if (known.runs <= RUNS_BEFORE) return undefined;
    known.compiled = this.#compile(document, operation) ?? null;
    return known.compiled ?? undefined;
  }

  #compile(document: DocumentNode, operation: OperationDefinitionNode): CompiledOperation | undefined {
    try {
      if (!isCompilable(document, operation)) return undefined;
      const compiled = compileQuery(this.#schema, document, operation.name?.value);
      return isCompiledQuery(compiled) ? compiled.query.bind(compiled) : undefined;
    } catch {
      // The executor proper runs it, as it ran it before.
      return undefined;
    }
  }
}
