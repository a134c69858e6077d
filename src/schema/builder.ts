import SchemaBuilder from '@pothos/core';
import ValidationPlugin from '@pothos/plugin-validation';
import { badUserInput } from '../execution/errors.ts';
import type { Delivery } from '../delivery/delivery.ts';
import type { SliceItem } from '../delivery/slice.ts';
import type { SchemaContext } from './context.ts';

/** One change out of a delivery, or a delivery that stands for itself. */
export type SpecEventShape = SliceItem | Delivery;

/** The one builder that every type adds itself to. Fields are non-null and arguments optional unless they say so. */
export const builder = new SchemaBuilder<{
  Context: SchemaContext;
  DefaultFieldNullability: false;
  Scalars: {
    ID: { Input: string; Output: string };
    /** In milliseconds since 1970. */
    DateTime: { Input: number; Output: number };
    /** `YYYY-MM-DD`. */
    Date: { Input: string; Output: string };
    JSON: { Input: unknown; Output: unknown };
    ChangeCursor: { Input: string; Output: string };
  };
}>({
  plugins: [ValidationPlugin],
  defaultFieldNullability: false,
  validation: {
    validationError: ({ issues }, args) =>
      badUserInput(
        issues
          .map(({ path = [], message }) => {
            const steps = path.map((step) => (typeof step === 'object' ? step.key : step));
            const given = steps.reduce<unknown>((value, step) => Object(value)[step] as unknown, args);
            return `${steps.join('.')}: ${message}, got ${shown(given)}.`;
          })
          .join(' '),
      ),
  },
});

/** What came, in a few words. */
function shown(value: unknown): string {
  if (Array.isArray(value)) return `${value.length} values`;
  return typeof value === 'string' ? `${value.length} characters` : JSON.stringify(value);
}
