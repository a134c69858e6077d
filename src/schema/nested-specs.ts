import { tooComplex } from '../execution/rules/too-complex.ts';
import type { Spec } from '../spec/spec.ts';
import type { SchemaContext, Services } from './context.ts';

/** How many specs the lists in specs may yet hold, in one execution. */
export interface NestedSpecs {
  left: number;
  max: number;
}

/** How often an execution may go through all specs by lists in specs, in a tree that is large for its `maxCost`. */
const TIMES_ALL = 10;

/** Begins to count for an execution. */
export function beginNesting({ nested, services }: SchemaContext): void {
  nested.max = maxNested(services);
  nested.left = nested.max;
}

/**
 * Counts a list of specs in a spec. The estimated cost knows nothing of the tree: where a spec has thousands of
 * children, going to them and back a few times is beyond any estimate.
 * @throws {GraphQLError} where it is too much
 */
export function nestedSpecs({ nested }: SchemaContext, specs: Spec[]): Spec[] {
  nested.left -= specs.length;
  if (nested.left >= 0) return specs;
  throw tooComplex('specs in the lists of specs', 'maxCost', nested.max, 'more');
}

function maxNested({ limits, log }: Services): number {
  return Math.max(limits.maxCost, TIMES_ALL * log.specs.size);
}
