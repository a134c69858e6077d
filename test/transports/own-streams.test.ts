import { EventEmitter } from 'node:events';
import { buildSchema } from 'graphql';
import { expect, test } from 'vitest';
import { createExecutor } from '../../src/execution/executor.ts';
import { createConnectionRegistry } from '../../src/transports/connections.ts';
import { createExpiries } from '../../src/transports/expiries.ts';
import type { AdmittedExchange } from '../../src/transports/http/exchange.ts';
import { createKeepAlive } from '../../src/transports/keep-alive.ts';
import type { OperationHost } from '../../src/transports/operation-host.ts';
import { OwnStreams } from '../../src/transports/own-streams.ts';

/** A request whose client goes when its response is told so. */
function anExchange() {
  const response = Object.assign(new EventEmitter(), { destroyed: false, closed: false });
  const request = { socket: {}, headers: {} };
  const exchange = { request, response, method: 'GET', query: new URLSearchParams(), access: {} };
  return { exchange: exchange as unknown as AdmittedExchange, leave: () => void response.emit('close') };
}

test('a stream is held until its client has gone, and no longer', async () => {
  const connections = createConnectionRegistry();
  const schema = buildSchema('type Query { hello: String }');
  const host = {
    executor: createExecutor({ schema, onUnexpectedError: () => undefined }),
    connections,
    admission: { refuse: () => undefined },
    createContext: () => ({}),
    keepAlive: createKeepAlive(0),
    expiries: createExpiries(),
  } as unknown as OperationHost<object>;
  const streams = new OwnStreams(host);
  const [one, other] = [anExchange(), anExchange()];
  await streams.begin(one.exchange, { query: '{ hello }' });
  await streams.begin(other.exchange, { query: '{ hello }' });
  expect([streams.all().length, connections.all().length]).toEqual([2, 2]);
  one.leave();
  expect([streams.all().length, connections.all().length]).toEqual([1, 1]);
  other.leave();
  expect([streams.all(), connections.all()]).toEqual([[], []]);
});
