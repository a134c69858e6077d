import type { IncomingHttpHeaders } from 'node:http';
import { ENDINGS } from '../protocol/endings.ts';
import { isRefusal, isSameAccess, type Access, type Refusal } from './access.ts';
import { bearerTokenOf, payloadTokenOf } from './credentials.ts';
import type { Expiring } from './expiries.ts';
import type { OperationHost } from './operation-host.ts';
import type { TextSocket } from './web-socket-peer.ts';

/** What whoever is at the other end of a WebSocket may do, which a new token may prolong. Closes the socket at its end. */
export class SocketAccess implements Expiring {
  readonly #socket: TextSocket;
  readonly #host: Pick<OperationHost<unknown>, 'gate' | 'expiries' | 'log' | 'connections'>;
  /** Until the client has introduced itself. */
  #headers: IncomingHttpHeaders | undefined;
  #access: Access | undefined;
  #wanted: string | undefined;
  #renewal: Promise<void> | undefined;
  #isEnded = false;

  constructor(
    socket: TextSocket,
    headers: IncomingHttpHeaders,
    host: Pick<OperationHost<unknown>, 'gate' | 'expiries' | 'log' | 'connections'>,
  ) {
    this.#socket = socket;
    this.#host = host;
    // An open gate asks for nothing, and there may be many sockets.
    this.#headers = host.gate.isOpen ? undefined : headers;
  }

  /** @throws before the client has been let in */
  get current(): Access {
    if (!this.#access) throw new Error('An operation began before its client was let in.');
    return this.#access;
  }

  /** Lets the client in by its header or by what it says in `connection_init`; a token there comes first. */
  async begin(params: Readonly<Record<string, unknown>> | null | undefined): Promise<boolean> {
    const headers = this.#headers ?? {};
    this.#headers = undefined;
    const token = payloadTokenOf(params) ?? bearerTokenOf(headers);
    const answer = await this.#host.gate.admit({ token, headers, connectionParams: params ?? null });
    if (isRefusal(answer)) return this.#refuse(answer);
    if (this.#isEnded) return false;
    this.#take(answer);
    return true;
  }

  /**
   * Takes a new token. Where it allows the same as the one before nothing is interrupted; where it does not, the socket
   * closes, unless nothing runs on it.
   */
  renew(token: string): Promise<void> {
    if (this.#host.gate.isOpen || !this.#access) return Promise.resolve();
    // One at a time, and of those that wait the last one counts.
    this.#wanted = token;
    this.#renewal ??= this.#renewAll().finally(() => (this.#renewal = undefined));
    return this.#renewal;
  }

  expire(): void {
    this.#socket.close(ENDINGS.tokenExpired);
  }

  /** The socket has closed. */
  end(): void {
    this.#isEnded = true;
    this.#host.expiries.remove(this);
  }

  async #renewAll(): Promise<void> {
    while (this.#wanted !== undefined && !this.#isEnded) {
      const token = this.#wanted;
      this.#wanted = undefined;
      await this.#renew(token);
    }
  }

  async #renew(token: string): Promise<void> {
    const answer = await this.#host.gate.admit({ token, headers: {}, connectionParams: null });
    if (this.#isEnded) return;
    if (isRefusal(answer)) {
      this.#refuse(answer);
    } else if (!isSameAccess(answer, this.current) && this.#socket.operations > 0) {
      this.#socket.close(ENDINGS.accessChanged);
    } else {
      this.#take(answer);
    }
  }

  #take(access: Access): void {
    this.#access = access;
    this.#host.expiries.set(this, access.expiresAtMs ?? Infinity);
  }

  #refuse({ refused, message }: Refusal): false {
    const { connections, log } = this.#host;
    connections.refuse('access');
    log.info({ connection: this.#socket.handle.connection.id, reason: message }, 'A WebSocket was refused');
    if (refused === 'unavailable') this.#socket.close(ENDINGS.tokensUnavailable);
    else this.#socket.close({ ...ENDINGS.unauthorized, reason: `Unauthorized: ${message}` });
    return false;
  }
}
