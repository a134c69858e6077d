import { once } from 'node:events';
import { WebSocket } from 'ws';

const EACH = /* GraphQL */ `
  subscription {
    specChanged(delivery: { conflate: false }) {
      ... on SpecUpdated {
        spec {
          id
          title
        }
      }
    }
  }
`;

interface Message {
  readonly type: string;
  readonly payload: {
    readonly data: {
      readonly specChanged: { readonly spec: { readonly id: string; readonly title: string } };
    };
  };
}

/** A subscriber that costs the test little: it counts, and checks that nothing comes twice or out of its time. */
export class Listener implements Disposable {
  readonly #socket: WebSocket;
  #title = '';
  readonly #ids = new Set<string>();
  #fault: string | undefined;

  static async connect(url: URL): Promise<Listener> {
    const socket = new WebSocket(url.href.replace('http:', 'ws:'), 'graphql-transport-ws');
    await once(socket, 'open');
    socket.send(JSON.stringify({ type: 'connection_init' }));
    await once(socket, 'message');
    socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query: EACH } }));
    const begun = once(socket, 'pong');
    socket.ping();
    await begun;
    return new Listener(socket);
  }

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on('message', (data: Buffer) => this.#take(JSON.parse(String(data)) as Message));
  }

  /** How many specs it has been told to have the title that is expected. @throws where it was told anything else */
  get told(): number {
    if (this.#fault !== undefined) throw new Error(this.#fault);
    return this.#ids.size;
  }

  /** From now on each spec is to get this title, once. */
  expect(title: string): void {
    this.#title = title;
    this.#ids.clear();
  }

  [Symbol.dispose](): void {
    this.#socket.terminate();
  }

  #take({ type, payload }: Message): void {
    if (type !== 'next') return;
    const { id, title } = payload.data.specChanged.spec;
    if (title !== this.#title || this.#ids.has(id)) {
      this.#fault ??= `Expected each spec once with ${this.#title}, was told of ${id} with ${title}.`;
    }
    this.#ids.add(id);
  }
}
