import { PRIORITIES } from '../spec/spec.ts';
import { builder } from './builder.ts';

export const SpecPriorityEnum = builder.enumType('SpecPriority', { values: PRIORITIES });

export const ChangeKindEnum = builder.enumType('ChangeKind', {
  values: {
    CREATED: { value: 'created' as const },
    UPDATED: { value: 'updated' as const },
    DELETED: { value: 'deleted' as const },
  },
});

export const TransportEnum = builder.enumType('Transport', { values: ['WEBSOCKET', 'SSE'] as const });

export const ResyncReasonEnum = builder.enumType('ResyncReason', {
  values: {
    EXPIRED: { description: 'The cursor is older than what the log still holds.' },
    UNKNOWN_LOG: {
      description: 'The cursor was issued by a log that no longer exists (a restart without a shared log).',
    },
  } as const,
});

export const DeliveryOrderEnum = builder.enumType('DeliveryOrder', {
  values: {
    COMMITTED: { description: 'As committed to the log.' },
    PRIORITY: { description: 'Most urgent spec priority first; commit order within one priority.' },
  } as const,
});
