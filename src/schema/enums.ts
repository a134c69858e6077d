import { PRIORITIES, type SpecPriority } from '../spec/spec.ts';
import { builder } from './builder.ts';

export const SpecPriorityEnum = builder.enumType('SpecPriority', {
  description:
    'How urgent a spec is, the most urgent first. `P0` to `P3`, and words that begin so, are read as these.',
  values: Object.fromEntries(
    PRIORITIES.map((priority, at) => [
      priority,
      { value: priority, description: `Also written \`P${at}\`.` },
    ]),
  ) as Readonly<Record<SpecPriority, { readonly value: SpecPriority; readonly description: string }>>,
});

export const ChangeKindEnum = builder.enumType('ChangeKind', {
  description: 'What may happen to a spec.',
  values: {
    CREATED: { value: 'created' as const, description: 'It was not there before: `SpecCreated`.' },
    UPDATED: { value: 'updated' as const, description: 'It is not what it was: `SpecUpdated`.' },
    DELETED: { value: 'deleted' as const, description: 'It is no more: `SpecDeleted`.' },
  },
});

export const TransportEnum = builder.enumType('Transport', {
  description: 'What a connection comes over.',
  values: {
    WEBSOCKET: { description: 'A WebSocket, with the protocol of graphql-ws.' },
    SSE: { description: 'An event stream: of graphql-sse in either mode, or of `/api/events`.' },
  } as const,
});

export const ResyncReasonEnum = builder.enumType('ResyncReason', {
  description: 'Why a subscriber cannot carry on from its position.',
  values: {
    EXPIRED: { description: 'The cursor is older than what the log still holds.' },
    UNKNOWN_LOG: {
      description: 'The cursor was issued by a log that no longer exists (a restart without a shared log).',
    },
  } as const,
});

export const DeliveryOrderEnum = builder.enumType('DeliveryOrder', {
  description: 'In which order what waits is delivered.',
  values: {
    COMMITTED: { description: 'As committed to the log.' },
    PRIORITY: { description: 'Most urgent spec priority first; commit order within one priority.' },
  } as const,
});
