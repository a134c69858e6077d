import { once } from 'node:events';
import { createServer as createHttpServer, type IncomingMessage } from 'node:http';
import { createServer as createTcpServer, type AddressInfo } from 'node:net';
import { settleBehaviour, type Behaviour } from './hostile/behaviour.ts';
import { Frost } from './hostile/frost.ts';
import { relayRequest } from './hostile/requests.ts';
import { noCounts, type Counts, type Situation } from './hostile/situation.ts';
import { relayUpgrade } from './hostile/upgrades.ts';
import { Wire } from './hostile/wire.ts';

/**
 * A network between clients and one server, and the proxy at its end: an HTTP proxy that forwards headers as they
 * are, reached over wires that may be slow, frozen or cut. Disposing resets what is still open.
 */
export interface HostileNetwork extends AsyncDisposable {
  /** Where clients reach the server through this network, with the server's path. */
  readonly url: URL;
  /** What has passed up to now. */
  readonly connections: Readonly<Counts>;
  /**
   * Behaves like this from now on, harmless where nothing is said. Delays concern all connections at once; the rest
   * concerns what opens from now on.
   */
  behave(behaviour: Behaviour): void;
  /** From now on the server is elsewhere; open connections stay with the old one. */
  retarget(target: URL): void;
  /** Resets every client's connection, also while frozen; the server sees its own close. */
  cutAll(): void;
  /** Closes the server's side of every connection; the clients are not told, and what they send goes nowhere. */
  halfOpenAll(): void;
  /** Nothing passes and nothing closes, in either direction, until the thaw; new connections open and wait. */
  freeze(): void;
  /** Lets all pass that has waited, closes and resets too. */
  thaw(): void;
}

/** Opens a network on a free port of the loopback address, in front of a server that need not be there yet. */
export async function createHostileNetwork(target: URL, behaviour: Behaviour = {}): Promise<HostileNetwork> {
  const situation: Situation = { target, behaviour: settleBehaviour(behaviour), counts: noCounts() };
  const { counts } = situation;
  const frost = new Frost();
  const wires = new Set<Wire>();

  // It listens nowhere: its connections come from the wires.
  const proxy = createHttpServer({
    keepAliveTimeout: 0,
    shouldUpgradeCallback(request) {
      if (request.headers.upgrade?.toLowerCase() !== 'websocket') return false;
      counts.upgradesAsked += 1;
      const isStripped = situation.behaviour.upgrades === 'strip';
      if (isStripped) counts.stripped += 1;
      return !isStripped;
    },
  });
  const wireOf = (request: IncomingMessage) => request.socket as unknown as Wire;
  proxy.on('request', (request, response) => relayRequest(situation, wireOf(request), request, response));
  proxy.on('upgrade', (request, _socket, head) => relayUpgrade(situation, wireOf(request), request, head));

  const listener = createTcpServer({ allowHalfOpen: true }, (socket) => {
    const wire = new Wire(socket, situation, frost);
    wires.add(wire);
    counts.accepted += 1;
    counts.open += 1;
    socket.on('close', () => {
      wires.delete(wire);
      counts.open -= 1;
    });
    proxy.emit('connection', wire);
  });
  listener.listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const { port } = listener.address() as AddressInfo;

  return {
    get url() {
      return new URL(situation.target.pathname, `http://127.0.0.1:${port}`);
    },
    get connections() {
      return { ...counts };
    },
    behave(next) {
      situation.behaviour = settleBehaviour(next);
    },
    retarget(next) {
      situation.target = next;
    },
    cutAll() {
      for (const wire of wires) wire.cut();
    },
    halfOpenAll() {
      for (const wire of wires) wire.halfOpen();
    },
    freeze: () => frost.freeze(),
    thaw: () => frost.thaw(),
    async [Symbol.asyncDispose]() {
      if (!listener.listening) return;
      listener.close();
      frost.thaw();
      for (const wire of wires) wire.cut();
      await once(listener, 'close');
    },
  };
}
