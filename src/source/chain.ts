/** Runs steps one after the other; resolves when the last one that was given has ended. */
export type Chain = (step?: () => Promise<void>) => Promise<void>;

/** A chain that keeps steps, and so what they hand on, in order; a failure ends only its own step. */
export function createChain(name: string, onFailure: (message: string, error: unknown) => void): Chain {
  let last: Promise<void> = Promise.resolve();
  return (step) => {
    if (step !== undefined) {
      last = last.then(step).catch((error: unknown) => onFailure(`${name} failed`, error));
    }
    return last;
  };
}
