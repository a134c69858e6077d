import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** A way to a server that can be cut. */
export interface Relay extends AsyncDisposable {
  readonly url: URL;
  /** Cuts every connection; the next one finds its way again. */
  cut(): void;
  /** Leads the next connections to another server, or to none: those are cut as they come. */
  lead(to: URL | null): void;
}

/** Passes connections on to a server of this machine. */
export async function startRelay(first: URL): Promise<Relay> {
  const sockets = new Set<Socket>();
  const hold = (socket: Socket): void => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket)).on('error', () => socket.destroy());
  };
  let to: URL | null = first;
  const relay = createServer((client) => {
    if (!to) return void client.destroy();
    const server = connect(Number(to.port), to.hostname);
    hold(client);
    hold(server);
    client.pipe(server).pipe(client);
    client.on('close', () => server.destroy());
    server.on('close', () => client.destroy());
  }).listen(0, '127.0.0.1');
  await once(relay, 'listening');
  const cut = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: new URL(`http://127.0.0.1:${(relay.address() as AddressInfo).port}`),
    cut,
    lead: (next) => void (to = next),
    async [Symbol.asyncDispose]() {
      const closed = once(relay, 'close');
      relay.close();
      cut();
      await closed;
    },
  };
}
