/** Gives the event loop a turn whenever work has held it for `sliceMs`; await it between pieces of work. */
export function createBreather(sliceMs: number): () => Promise<void> | undefined {
  let turn: Promise<void> | undefined;
  let since = performance.now();
  return () => {
    if (turn === undefined && performance.now() - since > sliceMs) {
      turn = new Promise((resolve) => {
        setImmediate(() => {
          turn = undefined;
          since = performance.now();
          resolve();
        });
      });
    }
    return turn;
  };
}
