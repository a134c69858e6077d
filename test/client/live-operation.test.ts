import type { FormattedExecutionResult } from 'graphql';
import { describe, expect, test, vi } from 'vitest';
import { SpecClientError } from '../../src/client/client-error.ts';
import { LiveOperation, type LiveOperationOptions } from '../../src/client/live-operation.ts';
import type { Connection, WireRequest, WireSink } from '../../src/client/transport.ts';

/** A connection that notes what it is asked to run. */
class Carrier implements Connection {
  readonly transport = 'sse';
  readonly running: { readonly request: WireRequest; readonly sink: WireSink; isStopped: boolean }[] = [];

  run(request: WireRequest, sink: WireSink): () => void {
    const one = { request, sink, isStopped: false };
    this.running.push(one);
    return () => void (one.isStopped = true);
  }

  get last() {
    return this.running.at(-1)!;
  }

  get sinces(): unknown[] {
    return this.running.map(({ request }) => request.extensions['since']);
  }

  ping = () => Promise.resolve();
  close() {}
}

const at = (cursor: string): FormattedExecutionResult => ({ data: { cursor }, extensions: { cursor } });

function begin(options: Partial<LiveOperationOptions> = {}) {
  const told: unknown[] = [];
  const operation = new LiveOperation({
    query: 'subscription { specChanged { cursor } }',
    variables: { a: 1 },
    since: undefined,
    whenAccessChanges: 'fail',
    observer: {
      next: ({ data }) => void told.push(data),
      error: ({ code }) => void told.push(code),
      complete: () => void told.push('complete'),
    },
    onEnd: () => void told.push('end'),
    ...options,
  });
  return { operation, told };
}

describe('over one connection after the other', () => {
  test('it begins where the last delivery left it', () => {
    const { operation, told } = begin();
    const [first, second] = [new Carrier(), new Carrier()];
    operation.attach(first);
    expect(first.last.request).toEqual({
      operationName: undefined,
      query: 'subscription { specChanged { cursor } }',
      variables: { a: 1 },
      extensions: {},
    });
    first.last.sink.next(at('c1'));
    first.last.sink.next(at('c2'));
    operation.detach();
    operation.attach(second);
    expect(first.last.isStopped).toBe(true);
    expect(second.sinces).toEqual(['c2']);
    second.last.sink.next(at('c3'));
    expect(told).toEqual([{ cursor: 'c1' }, { cursor: 'c2' }, { cursor: 'c3' }]);
  });

  test('it begins where it was announced to, while there has been no delivery', () => {
    const { operation } = begin();
    const carrier = new Carrier();
    operation.attach(carrier);
    carrier.last.sink.begun('c0');
    operation.attach(carrier);
    carrier.last.sink.begun('c9');
    operation.attach(carrier);
    carrier.last.sink.next(at('c1'));
    carrier.last.sink.begun('c0');
    operation.attach(carrier);
    expect(carrier.sinces).toEqual([undefined, 'c0', 'c0', 'c1']);
    // What another connection carries, this one does not.
    expect(carrier.running.map(({ isStopped }) => isStopped)).toEqual([true, true, true, false]);
  });

  test('it begins anew where it had not been begun, or begins with a snapshot', () => {
    const { operation } = begin();
    const carrier = new Carrier();
    operation.attach(carrier);
    operation.attach(carrier);
    carrier.last.sink.begun(undefined);
    operation.attach(carrier);
    expect(carrier.sinces).toEqual([undefined, undefined, undefined]);
  });

  test('it begins where its caller says', () => {
    const { operation } = begin({ since: 'mine' });
    const carrier = new Carrier();
    operation.attach(carrier);
    carrier.last.sink.begun('mine');
    expect(carrier.sinces).toEqual(['mine']);
  });
});

test('a pause lets go, and goes on after the last delivery', () => {
  const { operation } = begin();
  const carrier = new Carrier();
  operation.attach(carrier);
  carrier.last.sink.next(at('c1'));
  operation.pause();
  expect(carrier.last.isStopped).toBe(true);
  operation.attach(carrier);
  expect(carrier.running).toHaveLength(1);
  operation.resume();
  operation.resume();
  expect(carrier.sinces).toEqual([undefined, 'c1']);
});

describe('it ends', () => {
  test.each<[string, (operation: LiveOperation, sink: WireSink) => void, unknown[]]>([
    ['when the server has no more', (_, sink) => sink.complete(), ['end', 'complete']],
    [
      'when it cannot be run',
      (_, sink) => sink.failed([{ message: 'no', extensions: { code: 'BAD_USER_INPUT' } }]),
      ['end', 'BAD_USER_INPUT'],
    ],
    ['when it breaks for no reason', (_, sink) => sink.failed([]), ['end', 'INTERNAL_SERVER_ERROR']],
    [
      'when its client is refused',
      (operation) => operation.fail(new SpecClientError('no', { code: 'REFUSED' })),
      ['end', 'REFUSED'],
    ],
    ['when its client is disposed', (operation) => operation.complete(), ['end', 'complete']],
    ['when its caller has enough', (operation) => operation[Symbol.dispose](), ['end']],
  ])('%s, once', (_, end, expected) => {
    const { operation, told } = begin();
    const carrier = new Carrier();
    operation.attach(carrier);
    end(operation, carrier.last.sink);
    end(operation, carrier.last.sink);
    operation.attach(carrier);
    expect(told).toEqual(expected);
    expect(carrier.running).toHaveLength(1);
    expect(carrier.last.isStopped).toBe(true);
  });
});

describe('when something else may be seen', () => {
  test('it fails, for what it has does not go with what would follow', () => {
    const { operation, told } = begin();
    const carrier = new Carrier();
    operation.attach(carrier);
    carrier.last.sink.next(at('c1'));
    operation.accessChanged();
    expect(told.slice(1)).toEqual(['end', 'ACCESS_CHANGED']);
  });

  test('it begins anew where its caller says so', () => {
    const { operation, told } = begin({ whenAccessChanges: 'begin-anew' });
    const carrier = new Carrier();
    operation.attach(carrier);
    carrier.last.sink.next(at('c1'));
    operation.detach();
    operation.accessChanged();
    operation.attach(carrier);
    expect(carrier.sinces).toEqual([undefined, undefined]);
    expect(told).toHaveLength(1);
  });

  test('it goes on where it has no position', () => {
    const { operation, told } = begin();
    const carrier = new Carrier();
    operation.attach(carrier);
    carrier.last.sink.next({ data: { status: 'fine' } });
    operation.accessChanged();
    operation.attach(carrier);
    expect(told).toEqual([{ status: 'fine' }]);
    expect(carrier.running).toHaveLength(2);
  });
});

test('what its observer throws reaches nobody on the way', async () => {
  const thrown = Promise.withResolvers<unknown>();
  const queue = vi.spyOn(globalThis, 'queueMicrotask').mockImplementation((task) => {
    try {
      task();
    } catch (error) {
      thrown.resolve(error);
    }
  });
  const error = new Error('mine');
  const { operation } = begin({
    observer: {
      next: () => {
        throw error;
      },
    },
  });
  const carrier = new Carrier();
  operation.attach(carrier);
  carrier.last.sink.next(at('c1'));
  operation.attach(carrier);
  expect(await thrown.promise).toBe(error);
  expect(carrier.sinces).toEqual([undefined, 'c1']);
  queue.mockRestore();
});
