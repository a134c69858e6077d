import type { Dialect } from '../event/messages.ts';
import type { ClientOptions } from './client.ts';

/** What to do about a text that is no delivery. */
export type Reply =
  | { readonly kind: 'send'; readonly text: string }
  /** The subscription is the last thing sent before the server is asked for a pong: with that it has taken it. */
  | { readonly kind: 'subscribe'; readonly text: string; readonly cursor?: string | undefined }
  | { readonly kind: 'ready' }
  | { readonly kind: 'nonsense' };

/** How a dialect of WebSocket is spoken. */
export interface Speech {
  readonly path: string;
  readonly protocol?: string;
  /** What a client says first; a server that speaks first is waited for. */
  readonly opening?: Reply;
  answer(text: string): Reply;
}

type WebSocketDialect = Exclude<Dialect, 'event-stream' | 'raw-event-stream'>;

/** How a client with these wishes speaks the dialect. */
export function speechOf(dialect: WebSocketDialect, options: ClientOptions): Speech {
  switch (dialect) {
    case 'raw':
      return {
        path: '/',
        opening: { kind: 'subscribe', text: JSON.stringify({ specs: options.wanted }) },
        answer: () => ({ kind: 'nonsense' }),
      };
    case 'graphql-ws':
      return graphqlWs(options);
    case 'socket.io':
      return socketIo(options);
  }
}

function graphqlWs(options: ClientOptions): Speech {
  return {
    path: '/graphql',
    protocol: 'graphql-transport-ws',
    opening: { kind: 'send', text: '{"type":"connection_init"}' },
    answer(text) {
      const { type, payload } = JSON.parse(text) as { type: string; payload?: { cursor?: string } };
      switch (type) {
        case 'connection_ack':
          return {
            kind: 'subscribe',
            text: JSON.stringify({ id: '1', type: 'subscribe', payload: operationOf(options) }),
            cursor: payload?.cursor,
          };
        case 'ping':
          return { kind: 'send', text: '{"type":"pong"}' };
        default:
          return { kind: 'nonsense' };
      }
    },
  };
}

function socketIo({ wanted }: ClientOptions): Speech {
  return {
    path: '/socket.io/?EIO=4&transport=websocket',
    answer(text) {
      if (text === '2') return { kind: 'send', text: '3' };
      if (text.startsWith('0{')) return { kind: 'send', text: '40' };
      if (text.startsWith('40')) {
        return { kind: 'send', text: `420${JSON.stringify(['subscribe', { specs: wanted }])}` };
      }
      return text.startsWith('430') ? { kind: 'ready' } : { kind: 'nonsense' };
    },
  };
}

/** The parameters of the subscription. */
export function operationOf({ document, choice, since }: ClientOptions): object {
  return {
    query: document,
    variables: choice.filter ? { filter: choice.filter } : {},
    ...(since === undefined ? {} : { extensions: { since } }),
  };
}
