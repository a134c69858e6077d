/**
 * A WebSocket class of which every fault is told, since graphql-ws's client lets two of them pass: what the constructor
 * throws, which would be an unhandled rejection and no end; and the error of a socket of the package `ws` that is closed before
 * it has opened, which ends a process where nobody listens.
 * @param onFault called with what the constructor has thrown
 */
export function tameSocket<Class extends typeof WebSocket>(
  socketClass: Class,
  onFault: (error: unknown) => void,
): Class {
  return new Proxy(socketClass, {
    construct(target, given: ConstructorParameters<typeof WebSocket>) {
      try {
        const socket = new target(...given);
        socket.addEventListener('error', () => undefined);
        return socket;
      } catch (error) {
        queueMicrotask(() => onFault(error));
        return { readyState: target.CLOSED, close: () => undefined };
      }
    },
  });
}
