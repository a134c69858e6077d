import type { ClientTransport } from '../../src/client/client-status.ts';
import { lossOf, type Loss } from '../../src/client/loss.ts';
import type { Connection, ConnectionListener, Transport } from '../../src/client/transport.ts';

/** A transport whose connections do what a test says. */
export class FakeTransport implements Transport {
  readonly name: ClientTransport;
  readonly connections: FakeConnection[] = [];

  constructor(name: ClientTransport) {
    this.name = name;
  }

  connect(token: string | undefined, listener: ConnectionListener): FakeConnection {
    const connection = new FakeConnection(this.name, token, listener);
    this.connections.push(connection);
    return connection;
  }

  get last(): FakeConnection {
    return this.connections.at(-1)!;
  }

  /** Connections that the client has not let go of. */
  get held(): number {
    return this.connections.filter(({ isClosed }) => !isClosed).length;
  }
}

export class FakeConnection implements Connection {
  readonly transport: ClientTransport;
  readonly token: string | undefined;
  readonly pings: { readonly token: string | undefined; answer(): void }[] = [];
  /** Whether pings are answered at once. */
  answers = true;
  isClosed = false;
  readonly #listener: ConnectionListener;

  constructor(transport: ClientTransport, token: string | undefined, listener: ConnectionListener) {
    this.transport = transport;
    this.token = token;
    this.#listener = listener;
  }

  run(): () => void {
    return () => undefined;
  }

  ping(token?: string): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.pings.push({ token, answer: resolve });
    if (this.answers) resolve();
    return promise;
  }

  close(): void {
    this.isClosed = true;
  }

  open(): void {
    this.#listener.opened(this);
  }

  hear(): void {
    this.#listener.alive();
  }

  end(kind: Loss['kind'], details: Partial<Loss> = {}): void {
    this.isClosed = true;
    this.#listener.ended({ ...lossOf(this.transport, kind, `is ${kind}`), ...details });
  }
}
