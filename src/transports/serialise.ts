import type { ExecutionResult } from 'graphql';
import { maskAndLog } from './operation.ts';
import type { TransportLog } from './operation-host.ts';

const texts = new WeakMap<ExecutionResult, string>();

/**
 * A result as JSON on one line. The same result object is serialised once, however many connections it goes to. One
 * that JSON cannot hold becomes a masked error.
 */
export function serialiseResult(result: ExecutionResult, log: TransportLog): string {
  const known = texts.get(result);
  if (known !== undefined) return known;
  let text: string;
  try {
    text = JSON.stringify(result);
  } catch (error) {
    text = JSON.stringify({ errors: [maskAndLog(error, log)] });
  }
  texts.set(result, text);
  return text;
}
