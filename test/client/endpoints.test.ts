import { expect, test } from 'vitest';
import { endpointsOf } from '../../src/client/endpoints.ts';

test.each([
  ['http://localhost:4000/graphql', 'http://localhost:4000', 'ws://localhost:4000'],
  ['https://specs.example/graphql', 'https://specs.example', 'wss://specs.example'],
  ['ws://localhost:4000/graphql', 'http://localhost:4000', 'ws://localhost:4000'],
  ['wss://specs.example/graphql#here', 'https://specs.example', 'wss://specs.example'],
])('%s leads to all addresses', (url, http, socket) => {
  expect(endpointsOf(url)).toEqual({
    http: `${http}/graphql`,
    socket: `${socket}/graphql`,
    stream: `${http}/graphql/stream`,
  });
});

test('a prefix and a query stay', () => {
  expect(endpointsOf('https://gateway.example/team/graphql/?tenant=7')).toEqual({
    http: 'https://gateway.example/team/graphql/?tenant=7',
    socket: 'wss://gateway.example/team/graphql/?tenant=7',
    stream: 'https://gateway.example/team/graphql/stream?tenant=7',
  });
});

test('in a browser it may be relative to the page', () => {
  expect(endpointsOf('/graphql', 'https://specs.example/specs/E01?q=1').socket).toBe(
    'wss://specs.example/graphql',
  );
});

test.each(['/graphql', 'localhost:4000', 'ftp://specs.example/graphql', '', 'no url'])(
  '%j is refused by its name',
  (url) => {
    expect(() => endpointsOf(url, undefined)).toThrow(
      new TypeError(
        `url: expected the address of a server's /graphql, such as https://specs.example/graphql, got ${JSON.stringify(url)}.`,
      ),
    );
  },
);
