import { useSyncExternalStore } from 'react';
import type { Observable } from '../store/observable.ts';

/** The value of an observable, and another drawing with each change of it. */
export function useObservable<T>(observable: Observable<T>): T {
  return useSyncExternalStore(observable.subscribe, observable.get);
}
