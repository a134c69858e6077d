import { Writable } from 'node:stream';
import { expect, test } from 'vitest';
import { MessageBatch } from '../../src/transports/message-batch.ts';
import { Outlet } from '../../src/transports/outlet.ts';

/** A socket whose network a test plays: it takes writes at once, or holds them until it is let go. */
class TestSocket extends Writable {
  readonly writes: string[] = [];
  isStuck = false;
  #letGo: ((error?: Error) => void) | undefined;

  override _write(chunk: Buffer, _encoding: string, done: (error?: Error) => void): void {
    this.writes.push(String(chunk));
    if (this.isStuck) this.#letGo = done;
    else done();
  }

  /** A socket of the network fails what it has not sent. */
  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#letGo?.(new Error('canceled'));
    done(error);
  }

  letGo(): void {
    this.isStuck = false;
    this.#letGo?.();
  }
}

function aBatch(): MessageBatch {
  return new MessageBatch([{ before: '<', after: '>' }], ([message], idBytes) => ({
    bytes: Buffer.from(`${message!.before}${' '.repeat(idBytes)}${message!.after}`),
    idOffsets: [1],
  }));
}

const id = (text: string) => Buffer.from(text);
const microtask = () => Promise.resolve();

test('one operation by itself is written at once', () => {
  const socket = new TestSocket();
  const outlet = new Outlet(socket);
  const batch = aBatch();
  outlet.write(batch, id('a'), true);
  outlet.write(batch, id('b'), true);
  expect(socket.writes).toEqual(['<a>', '<b>']);
  expect(outlet.room()).toBeUndefined();
});

test('what several operations have in one turn leaves in one write', async () => {
  const socket = new TestSocket();
  const outlet = new Outlet(socket);
  const batch = aBatch();
  for (const each of ['a', 'b', 'c']) outlet.write(batch, id(each), false);
  expect(socket.writes).toEqual([]);
  expect(outlet.room()).toBeUndefined();
  await microtask();
  expect(socket.writes).toEqual(['<a><b><c>']);
  outlet.write(batch, id('d'), false);
  outlet.flush();
  expect(socket.writes).toEqual(['<a><b><c>', '<d>']);
  await microtask();
  expect(socket.writes).toHaveLength(2);
});

test('has no room until the network has taken all, and no byte changes meanwhile', async () => {
  const socket = new TestSocket();
  socket.isStuck = true;
  const outlet = new Outlet(socket);
  const batch = aBatch();
  const others = new TestSocket();
  outlet.write(batch, id('a'), true);
  const room = outlet.room();
  expect(room).toBeInstanceOf(Promise);
  expect(outlet.room()).toBe(room);
  // Another socket's ID goes into the same batch while this one's bytes still have to be sent.
  const lent = batch.for(id('b'));
  new Outlet(others).write(batch, id('b'), true);
  expect([socket.writes, others.writes, String(lent)]).toEqual([['<a>'], ['<b>'], '<b>']);
  let isThere = false;
  void room!.then(() => (isThere = true));
  await new Promise((resolve) => setImmediate(resolve));
  expect(isThere).toBe(false);
  socket.letGo();
  await room;
  expect(outlet.room()).toBeUndefined();
});

test('whoever waits for room hears of it also when the socket is destroyed', async () => {
  const socket = new TestSocket();
  socket.on('error', () => undefined);
  socket.isStuck = true;
  const outlet = new Outlet(socket);
  outlet.write(aBatch(), id('a'), true);
  const room = outlet.room();
  socket.destroy();
  await room;
  await outlet.room();
  outlet.write(aBatch(), id('b'), false);
  await microtask();
  expect(socket.writes).toEqual(['<a>']);
});

test('does not gather without a bound', async () => {
  const socket = new TestSocket();
  const outlet = new Outlet(socket);
  const large = new MessageBatch([{ before: '', after: '' }], () => ({
    bytes: Buffer.alloc(200 * 1024),
    idOffsets: [],
  }));
  outlet.write(large, id('a'), false);
  expect(outlet.room()).toBeUndefined();
  outlet.write(large, id('b'), false);
  const room = outlet.room();
  expect(room).toBeInstanceOf(Promise);
  await room;
  expect(socket.writes.map(({ length }) => length)).toEqual([2 * 200 * 1024]);
});
