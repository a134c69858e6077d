import type { SubscriberOptions } from '../../src/delivery/subscriber.ts';

/** Every change by itself, at once, from now on. */
export const PLAIN: SubscriberOptions = {
  order: 'COMMITTED',
  conflate: true,
  windowMs: 0,
  maxPerSecond: Infinity,
  maxItems: 1,
  snapshot: false,
};
