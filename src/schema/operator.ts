import { forbidden } from '../execution/errors.ts';
import type { SchemaContext } from './context.ts';

/**
 * Lets operators through.
 * @throws where whoever asks is none
 */
export function requireOperator({ isOperator }: Pick<SchemaContext, 'isOperator'>, field: string): void {
  if (!isOperator) throw forbidden(`\`${field}\` needs the permission \`operator\`.`);
}
