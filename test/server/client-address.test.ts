import type { IncomingMessage } from 'node:http';
import { describe, expect, test } from 'vitest';
import { createClientAddress } from '../../src/server/client-address.ts';
import { RawSocket } from '../support/raw-socket.ts';
import { startServer } from '../support/transport-server.ts';

const from = (remoteAddress: string | undefined, headers: Record<string, string> = {}) =>
  ({ socket: { remoteAddress }, headers }) as unknown as IncomingMessage;

describe("a client's address", () => {
  const addressOf = createClientAddress(['127.0.0.1', '10.0.0.0/8', 'fd00::/8']);

  test.each<[string, string, Record<string, string>, string]>([
    ['is that of the connection', '192.0.2.7', {}, '192.0.2.7'],
    ['is not what somebody says who is no proxy', '192.0.2.7', { 'x-forwarded-for': '1.1.1.1' }, '192.0.2.7'],
    ['is what a proxy says', '127.0.0.1', { 'x-forwarded-for': '192.0.2.1' }, '192.0.2.1'],
    [
      'is found behind several proxies',
      '127.0.0.1',
      { 'x-forwarded-for': '192.0.2.1, 10.1.2.3' },
      '192.0.2.1',
    ],
    [
      'is not what a client says to a proxy',
      '127.0.0.1',
      { 'x-forwarded-for': '1.1.1.1, 192.0.2.1' },
      '192.0.2.1',
    ],
    ['is that of a proxy which asks itself', '127.0.0.1', { 'x-forwarded-for': '10.1.2.3' }, '10.1.2.3'],
    ['is known up to what cannot be read', '127.0.0.1', { 'x-forwarded-for': 'x, 10.1.2.3' }, '10.1.2.3'],
    ['may be IPv4 within IPv6', '::ffff:127.0.0.1', { 'x-forwarded-for': '192.0.2.1:4711' }, '192.0.2.1'],
    [
      'may stand in `Forwarded`',
      'fd00::1',
      { forwarded: 'proto=https;for="[2001:db8::1]:80"' },
      '2001:db8::1',
    ],
    [
      'may stand there among others',
      '127.0.0.1',
      { forwarded: 'for=192.0.2.1, For=10.0.0.1;by=x' },
      '192.0.2.1',
    ],
    [
      'is the same in both headers, or not known',
      '127.0.0.1',
      { forwarded: 'for=192.0.2.1', 'x-forwarded-for': '192.0.2.2' },
      '127.0.0.1',
    ],
    [
      'may stand in both',
      '127.0.0.1',
      { forwarded: 'for=192.0.2.1', 'x-forwarded-for': '192.0.2.1' },
      '192.0.2.1',
    ],
  ])('%s', (_case, peer, headers, expected) => {
    expect(addressOf(from(peer, headers))).toBe(expected);
  });

  test('is that of the connection where no proxy is trusted, and nobody’s once it is gone', () => {
    const plain = createClientAddress([]);
    expect(plain(from('127.0.0.1', { 'x-forwarded-for': '192.0.2.1' }))).toBe('127.0.0.1');
    expect(plain(from(undefined))).toBeNull();
  });

  test.each(['proxy.example', '10.0.0.0/33', '10.0.0.0/8/8', '10.0.0/8', ''])('%j is no proxy', (entry) => {
    expect(() => createClientAddress([entry])).toThrow('trustedProxies');
  });

  test('stands in the record of a connection', async () => {
    await using server = await startServer({ trustedProxies: ['127.0.0.1'] });
    using socket = await new RawSocket(server.wsUrl, {
      headers: { 'x-forwarded-for': '192.0.2.1' },
    }).acknowledged();
    expect(socket.messages.waiting).toEqual([]);
    expect(server.connections.all()).toMatchObject([{ remoteAddress: '192.0.2.1' }]);
  });
});
