import { WebSocket, type ClientOptions } from 'ws';
import { Waiter } from './waiter.ts';

export interface Message {
  readonly type: string;
  readonly id?: string;
  readonly payload?: unknown;
}

/** A WebSocket client that says what it is told to, right or wrong, and hands out what it hears. */
export class RawSocket implements Disposable {
  readonly socket: WebSocket;
  readonly messages = new Waiter<Message>();
  /** The text of each message as it came. */
  readonly texts: string[] = [];
  readonly closed: Promise<{ readonly code: number; readonly reason: string }>;

  constructor(url: string, options: ClientOptions = {}, protocol = 'graphql-transport-ws') {
    this.socket = new WebSocket(url, protocol, options);
    this.socket.on('error', () => undefined);
    this.socket.on('message', (data: Buffer) => {
      this.texts.push(String(data));
      this.messages.put(JSON.parse(String(data)) as Message);
    });
    this.closed = new Promise((resolve) => {
      this.socket.on('close', (code, reason) => resolve({ code, reason: String(reason) }));
    });
  }

  async opened(): Promise<this> {
    if (this.socket.readyState === this.socket.OPEN) return this;
    await new Promise((resolve, reject) => {
      this.socket.once('open', resolve);
      this.socket.once('error', reject);
    });
    return this;
  }

  /** Opens, and waits for the acknowledgement. */
  async acknowledged(): Promise<this> {
    await this.opened();
    this.send({ type: 'connection_init' });
    await this.messages.next();
    return this;
  }

  send(...messages: unknown[]): void {
    for (const message of messages) {
      this.socket.send(typeof message === 'string' ? message : JSON.stringify(message));
    }
  }

  subscribe(id: string, query: string, payload: object = {}): void {
    this.send({ id, type: 'subscribe', payload: { query, ...payload } });
  }

  next(): Promise<Message> {
    return this.messages.next();
  }

  /** Proves that the socket lives and has answered all before. */
  async ping(): Promise<void> {
    this.send({ type: 'ping' });
    for (;;) {
      const message = await this.next();
      if (message.type === 'pong') return;
    }
  }

  [Symbol.dispose](): void {
    this.socket.terminate();
  }
}
