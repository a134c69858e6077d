import type { SpecCollection } from '../spec/spec-collection.ts';
import { SpecsInSight } from '../spec/specs-in-sight.ts';
import { createVisibleScope } from '../spec/visible-scope.ts';
import { isOperator, type Access } from '../transports/access.ts';
import type { SchemaContext } from './context.ts';

/** What an access comes to for the schema. */
type Sight = Pick<SchemaContext, 'scope' | 'specs' | 'isOperator'>;

/** Finds out what each access comes to, once. */
export function createSights(all: SpecCollection): (access: Access) => Sight {
  const known = new WeakMap<Access, Sight>();
  return (access) => {
    let sight = known.get(access);
    if (!sight) {
      const scope = createVisibleScope(access.specs ?? null);
      sight = { scope, specs: scope ? new SpecsInSight(all, scope) : all, isOperator: isOperator(access) };
      known.set(access, sight);
    }
    return sight;
  };
}
