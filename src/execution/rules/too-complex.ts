import { GraphQLError, type ExecutionResult } from 'graphql';
import type { ErrorCode } from '../errors.ts';

/** The limits on what one operation may ask for. */
export interface ComplexityLimits {
  /** Most levels of fields in an operation. */
  readonly maxQueryDepth: number;
  /** Most aliases in a document. */
  readonly maxAliases: number;
  /** Most tokens in a document. */
  readonly maxTokens: number;
  /** Highest estimated cost of an operation. */
  readonly maxCost: number;
}

/** The refusal of an operation that asks for too much: of what, how much there may be, and how much there is. */
export function tooComplex(
  what: string,
  limit: keyof ComplexityLimits,
  max: number,
  actual: number | 'more',
): GraphQLError {
  return new GraphQLError(`Too complex: expected at most ${max} ${what} (\`${limit}\`), got ${actual}.`, {
    extensions: { code: 'QUERY_TOO_COMPLEX' satisfies ErrorCode, limit, max, actual },
  });
}

/** Nothing but the refusal where an execution was refused midway: what is left of its data is of no use. */
export function cutShort(result: ExecutionResult): ExecutionResult {
  const refusal = result.errors?.find(
    ({ extensions }) => extensions['code'] === ('QUERY_TOO_COMPLEX' satisfies ErrorCode),
  );
  return refusal ? { data: null, errors: [refusal] } : result;
}
