import type { Spec } from '../spec/spec.ts';
import type { SliceItem } from './slice.ts';

/**
 * Why a position is lost: the log has forgotten a deletion that came after it, or another log issued it.
 */
export type ResyncReason = 'EXPIRED' | 'UNKNOWN_LOG';

interface Delivered {
  /** What a client that has this delivery resumes from. */
  readonly cursor: string;
  /** When the newest change in it was committed, in milliseconds since 1970. */
  readonly timestampMs: number;
}

/**
 * What a subscriber pulls. The same piece of the same slice is the same object for every subscriber, which is what
 * lets whatever is made of it be made once.
 */
export type Delivery =
  | (Delivered & { readonly kind: 'changes'; readonly items: readonly SliceItem[] })
  | (Delivered & { readonly kind: 'snapshot'; readonly specs: readonly Spec[] })
  | (Delivered & { readonly kind: 'resync'; readonly reason: ResyncReason });
