import { expect, test } from 'vitest';
import type { TransportLog } from '../../src/transports/operation-host.ts';
import { expectHeld, held } from '../support/held.ts';
import { clientFrame, closing, connectRaw, connectRawWebSocket } from '../support/raw-web-socket.ts';
import { startServer } from '../support/server.ts';
import { specText } from '../support/spec-tree.ts';

const ROUNDS = 1_500;
const AT_ONCE = 20;
const SEED = 20_240_517;

/** Numbers from 0 to 1 that are the same in every run; mulberry32. */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

class Fuzzer {
  readonly #random: () => number;

  constructor(seed: number) {
    this.#random = createRandom(seed);
  }

  number(below: number): number {
    return Math.floor(this.#random() * below);
  }

  pick<T>(choices: readonly T[]): T {
    return choices[this.number(choices.length)]!;
  }

  bytes(most: number): Buffer {
    return Buffer.from(Array.from({ length: this.number(most) }, () => this.number(256)));
  }

  /** Some bytes of it exchanged, left out or doubled. */
  mutate(text: string | Buffer): Buffer {
    let bytes = Buffer.from(text);
    for (let times = 1 + this.number(4); times > 0; times -= 1) {
      const at = this.number(bytes.length);
      const [head, tail] = [bytes.subarray(0, at), bytes.subarray(at + this.number(3))];
      bytes = Buffer.concat([head, this.pick([this.bytes(4), head.subarray(-5), Buffer.alloc(0)]), tail]);
    }
    return bytes;
  }

  /** A message of a client, of the right form or not. */
  message(): object {
    const id: unknown = this.pick<unknown>(['1', '2', '__proto__', '', 'x'.repeat(200), 7, null, {}]);
    const query: unknown = this.pick([
      'subscription { specChanged { cursor } }',
      'subscription { specsChanged(snapshot: true) { cursor } }',
      '{ specs(first: 3) { nodes { id } } }',
      '{ specs(first: -1) { nodes { id } } }',
      '{'.repeat(500),
      'query { nope }',
      '',
      9,
      null,
    ]);
    const variables: unknown = this.pick<unknown>([{}, null, [], 'x', { toString: 1 }]);
    const extensions: unknown = this.pick<unknown>([
      {},
      null,
      { since: 'x.1' },
      { since: {} },
      { operationId: 'a' },
    ]);
    const type: unknown = this.pick([
      'subscribe',
      'subscribe',
      'subscribe',
      'complete',
      'ping',
      'pong',
      'connection_init',
      'next',
      'constructor',
      3,
    ]);
    return { id, type, payload: this.pick<unknown>([{ query, variables, extensions }, null, [], 'x']) };
  }

  /** What a client sends once its socket is open. */
  frames(): Buffer[] {
    const frames: Buffer[] = [];
    for (let count = this.number(6); count > 0; count -= 1) {
      const message = JSON.stringify(this.message());
      frames.push(
        this.pick([
          () => clientFrame(message),
          () => clientFrame(this.mutate(message)),
          () => clientFrame(message, this.number(16)),
          () => this.mutate(clientFrame(message)),
          () => this.bytes(60),
        ])(),
      );
    }
    return frames;
  }

  /** A request, of the right form or not. */
  request(): Buffer {
    const body = this.pick([
      JSON.stringify(this.message()),
      '{"query":"{__typename}"}',
      '[]',
      'null',
      '"x"',
      '',
    ]);
    const path = this.pick([
      '/graphql',
      '/graphql/stream',
      '/graphql/stream?token=x',
      '/readyz',
      '/%00',
      '*',
    ]);
    const head = [
      `${this.pick(['POST', 'GET', 'PUT', 'DELETE', 'OPTIONS', 'HEAD', 'PATCH'])} ${path} HTTP/1.${this.number(2)}`,
      'Host: localhost',
      'Connection: close',
      `Accept: ${this.pick(['text/event-stream', 'application/json', '*/*', ';;,', ''])}`,
      `Content-Type: ${this.pick(['application/json', 'text/plain', 'application/json; charset=x', ''])}`,
      `Content-Length: ${body.length}`,
    ];
    const bytes = Buffer.from(`${head.join('\r\n')}\r\n\r\n${body}`);
    return this.pick([() => bytes, () => this.mutate(bytes), () => this.bytes(100)])();
  }
}

test('whatever is sent, the server lives, fails at nothing and keeps nothing', async () => {
  const errors: object[] = [];
  const log: TransportLog = {
    info: () => undefined,
    warn: () => undefined,
    error: (details, message) => void errors.push({ message, ...details }),
  };
  await using server = await startServer({ 'E01/spec.md': specText({ title: 'Lending' }) }, { log });
  const port = Number(server.url.port);
  const before = held(server);
  const fuzzer = new Fuzzer(SEED);
  // All made before, so that they are the same in every run, whatever ends first.
  const attacks = Array.from({ length: ROUNDS }, (_, round) => ({
    isReset: fuzzer.number(2) === 0,
    request: round % 3 === 0 ? fuzzer.request() : undefined,
    frames: fuzzer.frames(),
  }));
  const attack = async (): Promise<void> => {
    for (let next = attacks.pop(); next; next = attacks.pop()) {
      const { request, frames, isReset } = next;
      const socket = request ? connectRaw(port, request) : connectRawWebSocket(port, ...frames);
      // Whoever is not ended for what it sent goes by itself, once it was heard.
      const leave = (): unknown => (isReset ? socket.resetAndDestroy() : socket.end());
      socket.once(request ? 'data' : 'acknowledged', () => setTimeout(leave, 5));
      const timer = setTimeout(() => socket.destroy(), 300);
      await closing(socket);
      clearTimeout(timer);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, attack));
  expect(errors).toEqual([]);
  await expectHeld(server, before);
  expect(server.services.connections.totals.opened).toBeGreaterThan(ROUNDS / 2);
  const answer = await fetch(`${server.url.href}?query={serverStatus{watcher{specs}}}`);
  expect(await answer.json()).toEqual({ data: { serverStatus: { watcher: { specs: 1 } } } });
}, 60_000);
