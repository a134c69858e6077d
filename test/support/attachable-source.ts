import type { EventReader } from '../../src/execution/event-source.ts';
import { ControllableSource } from './controllable-source.ts';

/** A source that can hand its reader batches, when a test says so. */
export class AttachableSource<T extends object> extends ControllableSource<T> {
  /** Who is handed batches, if anybody is. */
  reader: EventReader<T> | undefined;

  attach(reader: EventReader<T>): void {
    this.reader = reader;
  }

  /** Hands the reader a batch of these events. */
  handOver(...events: T[]): void {
    this.reader!.take(this.reader!.prepare(events));
  }

  /** The same of events from the past. */
  replay(...events: T[]): void {
    this.reader!.take(this.reader!.recall(events));
  }
}
