import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** A way to a server that can be cut. */
export interface Relay extends AsyncDisposable {
  readonly url: URL;
  /** Cuts every connection; the next one finds its way again. */
  cut(): void;
  /** Leads the next connections to another server, or to none: those are cut as they come. */
  lead(to: URL | null): void;
  /** Nothing passes, in either direction, until the thaw; new connections open and wait. */
  freeze(): void;
  /** Lets all pass that has waited. */
  thaw(): void;
}

/** A connection that is passed on. */
interface Passage {
  freeze(): void;
  thaw(): void;
}

/** Passes connections on to a server of this machine. */
export async function startRelay(first: URL): Promise<Relay> {
  const sockets = new Set<Socket>();
  const hold = (socket: Socket): void => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket)).on('error', () => socket.destroy());
  };
  const passages = new Set<Passage>();
  let to: URL | null = first;
  let isFrozen = false;
  const relay = createServer((client) => {
    if (!to) return void client.destroy();
    const server = connect(Number(to.port), to.hostname);
    hold(client);
    hold(server);
    const passage = {
      freeze() {
        client.unpipe(server).pause();
        server.unpipe(client).pause();
      },
      thaw: () => void client.pipe(server).pipe(client),
    };
    passages.add(passage);
    if (isFrozen) passage.freeze();
    else passage.thaw();
    client.on('close', () => server.destroy());
    server.on('close', () => {
      client.destroy();
      passages.delete(passage);
    });
  }).listen(0, '127.0.0.1');
  await once(relay, 'listening');
  const cut = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: new URL(`http://127.0.0.1:${(relay.address() as AddressInfo).port}`),
    cut,
    lead: (next) => void (to = next),
    freeze() {
      isFrozen = true;
      for (const passage of passages) passage.freeze();
    },
    thaw() {
      isFrozen = false;
      for (const passage of passages) passage.thaw();
    },
    async [Symbol.asyncDispose]() {
      const closed = once(relay, 'close');
      relay.close();
      cut();
      await closed;
    },
  };
}
