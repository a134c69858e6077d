import type { OperationRequest } from '../execution/executor.ts';
import type { ResultSink } from '../execution/response-stream.ts';
import type { MessageBatch } from './message-batch.ts';
import type { RunningOperation } from './operation.ts';
import type { TextSocket } from './web-socket-peer.ts';
import { wsEnvelope } from './ws-envelope.ts';

/** An operation on a socket, from its `subscribe` until all of it has ended. */
export class SocketOperation implements ResultSink<MessageBatch> {
  readonly envelope = wsEnvelope;
  readonly clientId: string;
  /** Until it has begun. */
  request: OperationRequest | undefined;
  /** Nothing more may be sent under the client's ID: it may be in use again. */
  isSilent = false;
  isSubscription = false;
  /** The payload of the `next` message that graphql-ws is about to send. */
  payload = '';
  running: RunningOperation | undefined;
  readonly #socket: TextSocket;
  readonly #idJson: Buffer;

  constructor(clientId: string, request: OperationRequest, socket: TextSocket) {
    this.clientId = clientId;
    this.request = request;
    this.#socket = socket;
    this.#idJson = Buffer.from(JSON.stringify(clientId));
  }

  room(): Promise<void> | undefined {
    return this.#socket.room();
  }

  take(batch: MessageBatch): void {
    if (!this.isSilent) this.#socket.sendBatch(batch, this.#idJson);
  }
}
