import { GraphQLError } from 'graphql';
import { tooComplex } from '../execution/rules/too-complex.ts';
import type { Spec } from '../spec/spec.ts';
import type { SchemaContext, Services } from './context.ts';

/** How many specs the lists in specs may yet hold, in one execution. */
export interface NestedSpecs {
  left: number;
  max: number;
  /** Made once, since it may be thrown for each of many specs. */
  refusal?: GraphQLError | undefined;
}

/** How often an execution may go through all specs by lists in specs, in a tree that is large for its `maxCost`. */
const TIMES_ALL = 10;

/** Begins to count for an execution. */
export function beginNesting({ nested, services }: SchemaContext): void {
  nested.max = maxNested(services);
  nested.left = nested.max;
  nested.refusal = undefined;
}

/**
 * Counts a list of specs in a spec. The estimated cost knows nothing of the tree: where a spec has thousands of
 * children, going to them and back a few times is beyond any estimate.
 * @throws {GraphQLError} where it is too much
 */
export function nestedSpecs({ nested }: SchemaContext, specs: Spec[]): Spec[] {
  nested.left -= specs.length;
  if (nested.left >= 0) return specs;
  nested.refusal ??= located(tooComplex('specs in the lists of specs', 'maxCost', nested.max, 'more'));
  throw nested.refusal;
}

/** One that has a place is not made anew for each place. */
function located({ message, extensions }: GraphQLError): GraphQLError {
  return new GraphQLError(message, { path: [], extensions });
}

function maxNested({ limits, log }: Services): number {
  return Math.max(limits.maxCost, TIMES_ALL * log.specs.size);
}
