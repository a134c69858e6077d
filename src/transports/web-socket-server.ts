import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocket, WebSocketServer } from 'ws';
import { ENDINGS, naming, type Ending } from '../protocol/endings.ts';
import type { Leaving } from './leaving.ts';
import { Peer, type PeerOptions } from './web-socket-peer.ts';

/** How long a client may take over the closing handshake, in milliseconds. */
const CLOSE_TIMEOUT_MS = 5_000;
/** The same when the server shuts down. */
const SHUTDOWN_TIMEOUT_MS = 1_000;

export interface WebSocketsOptions extends PeerOptions {
  /** Largest message a client may send, in bytes; a larger one ends the socket with 1009. */
  readonly maxMessageBytes: number;
  /** Chooses a subprotocol, or none. */
  readonly selectProtocol: (offered: Set<string>) => string | false;
}

/** Every WebSocket of this node. */
export interface WebSockets {
  /** Completes the handshake of an upgrade that is allowed. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Completes the handshake of an upgrade that is not allowed now, only to say so. */
  turnAway(request: IncomingMessage, socket: Duplex, head: Buffer, ending: Ending): void;
  /** Every socket there is, for a server that shuts down. */
  all(): Leaving[];
  /** Ends all sockets, by force where a client does not answer within a second. */
  close(ending: Ending): Promise<void>;
}

export function createWebSockets(options: WebSocketsOptions): WebSockets {
  const { log, maxMessageBytes, selectProtocol } = options;
  const peers = new Set<Peer>();
  const turnedAway = new Set<WebSocket>();
  const settings = {
    noServer: true,
    clientTracking: false,
    maxPayload: maxMessageBytes,
    perMessageDeflate: false,
    // Pongs are counted here, see `Peer`.
    autoPong: false,
    closeTimeout: CLOSE_TIMEOUT_MS,
    handleProtocols: selectProtocol,
    WebSocket: socketThatNames(maxMessageBytes),
  };
  const server = new WebSocketServer(settings);
  server.on('error', (error) => log.error({ err: error }, 'The WebSocket server failed'));

  function handshake(
    request: IncomingMessage,
    socket: Duplex,
    head: Buffer,
    onOpen: (webSocket: WebSocket) => void,
  ): void {
    try {
      server.handleUpgrade(request, socket, head, onOpen);
    } catch (error) {
      log.error({ err: error }, 'A WebSocket handshake failed');
      socket.destroy();
    }
  }

  return {
    upgrade(request, socket, head) {
      handshake(request, socket, head, (webSocket) => {
        peers.add(new Peer(webSocket, socket, request, options, peers));
      });
    },
    turnAway(request, socket, head, { code, reason }) {
      handshake(request, socket, head, (webSocket) => {
        turnedAway.add(webSocket);
        webSocket.on('error', () => undefined);
        webSocket.on('close', () => turnedAway.delete(webSocket));
        webSocket.close(code, reason);
      });
    },
    all: () => [...peers],
    async close(ending) {
      const all = [...peers];
      for (const webSocket of turnedAway) webSocket.terminate();
      for (const peer of all) peer.close(ending);
      const timer = setTimeout(() => {
        for (const peer of all) peer.terminate();
      }, SHUTDOWN_TIMEOUT_MS);
      await Promise.all(all.map((peer) => peer.closed));
      clearTimeout(timer);
      server.close();
    },
  };
}

/** `ws` itself closes a socket whose message is too large, without a reason. */
function socketThatNames(maxMessageBytes: number): typeof WebSocket {
  const { code, reason } = naming(ENDINGS.messageTooLarge, 'maxMessageBytes', maxMessageBytes);
  return class extends WebSocket {
    override close(given?: number, text?: string | Buffer): void {
      super.close(given, text ?? (given === code ? reason : undefined));
    }
  };
}
