/** A value that changes, and those who want to know. */
export interface Observable<T> {
  readonly get: () => T;
  /** Calls back after each change; returns what ends that. */
  readonly subscribe: (listener: () => void) => () => void;
}

/** One that its owner sets. */
export interface Settable<T> extends Observable<T> {
  readonly set: (value: T) => void;
}

export function createObservable<T>(initial: T): Settable<T> {
  const listeners = new Set<() => void>();
  let value = initial;
  return {
    get: () => value,
    set(next) {
      if (Object.is(next, value)) return;
      value = next;
      for (const listener of listeners) listener();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
