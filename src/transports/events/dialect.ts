import type { ExecutionResult } from 'graphql';
import type { Executor } from '../../execution/executor.ts';
import { formatEvent, formatRetry } from '../event-stream.ts';
import type { StreamDialect } from '../own-streams.ts';
import { cursorOf, ownStreamEnvelope } from '../sse-envelopes.ts';
import { toldEventOf } from './told-event.ts';

/** When an EventSource comes back whose subscription broke, in milliseconds: it would break again for ever. */
const MIN_RETRY_BROKEN_MS = 20_000;
const MAX_RETRY_BROKEN_MS = 40_000;

const view = (result: ExecutionResult) => toldEventOf(result).data;

const envelope = ownStreamEnvelope(formatTold, view);

/** Events with a name, whose ID is the cursor. */
export function createEventsDialect(executor: Pick<Executor<never>, 'textOf'>): StreamDialect {
  return {
    envelope,
    format: (result) => formatTold(result, executor.textOf(view(result))),
    // Only a fault of the server ends a subscription to the specs.
    ending: () => `${formatRetry(MIN_RETRY_BROKEN_MS, MAX_RETRY_BROKEN_MS)}\n`,
  };
}

function formatTold(result: ExecutionResult, text: string): string {
  return formatEvent(toldEventOf(result).name, text, cursorOf(result));
}
