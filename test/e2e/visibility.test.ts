import { describe, expect, test } from 'vitest';
import { createServer } from '../../src/create-server.ts';
import { startServer } from '../support/server.ts';
import { specText } from '../support/spec-tree.ts';
import { TRANSPORTS, type Driver } from '../support/transport-suite.ts';

const OPERATOR = 'the-token-of-the-operator';
const LENDING = 'the-token-of-lending';
const READER = 'the-token-of-a-reader';

const access = {
  tokens: [
    { token: OPERATOR, permissions: ['operator'] },
    { token: LENDING, specs: ['E01'] },
    { token: READER },
  ],
};
const FILES = {
  'E01/spec.md': specText({ title: 'Lending', dependencies: '[E02-F01]' }),
  'E01/F01/spec.md': specText({ title: 'Loans', dependencies: '[E02]' }),
  'E02/spec.md': specText({ title: 'Hidden treasure' }),
};
const CHANGED = `subscription {
  specChanged {
    __typename
    ... on SpecChange { specId }
    ... on SpecCreated { spec { title parent { title } problems { message } } }
    ... on SpecUpdated { changes fieldChanges { field before after } spec { title dependencies { title } } }
    ... on SpecDeleted { title }
  }
}`;

async function first(driver: Driver, query: string): Promise<string> {
  const results = driver.iterate({ query });
  const step = await results.next();
  await results.return?.();
  return JSON.stringify(step.value);
}

describe.each(TRANSPORTS)('over $name', ({ connect }) => {
  test('those who see a part are told of it, beside those who see everything', async () => {
    await using server = await startServer(FILES, { access });
    const url = server.url.href;
    using all = connect(url, READER);
    using part = connect(url, LENDING);
    using twin = connect(url, LENDING);
    const following = [all, part, twin].map((driver) => driver.iterate({ query: CHANGED }));
    const texts: string[][] = following.map(() => []);
    const done = following.map(async (results, at) => {
      for await (const result of results) {
        texts[at]!.push(JSON.stringify(result));
        if (texts[at]!.at(-1)!.includes('The last')) break;
      }
    });
    await expect.poll(() => server.services.hub.size).toBe(3);

    // Each by itself, so that none is joined with another.
    const { tree, services } = server;
    const edits = [
      () => tree.write('E02/F01/spec.md', specText({ title: 'Hidden map' })),
      () => tree.write('E02/spec.md', specText({ title: 'Hidden gold' })),
      () => tree.write('E01/F02/spec.md', specText({ title: 'Returns' })),
      () => tree.remove('E02/F01'),
      () => tree.write('E01/F01/spec.md', specText({ title: 'The last', dependencies: '[E02]' })),
    ];
    for (const edit of edits) {
      const { head } = services.log;
      await edit();
      await expect.poll(() => services.log.head).toBeGreaterThan(head);
    }
    await Promise.all(done);

    const [everything, ...parts] = texts;
    expect(everything!.join('\n')).toContain('Hidden map');
    expect(everything!.at(-1)).toContain('"dependencies":[{"title":"Hidden gold"}]');
    for (const seen of parts) {
      expect(seen.map((text) => /"specId":"([^"]*)"/.exec(text)![1])).toEqual(['E01-F02', 'E01-F01']);
      expect(seen.join('\n')).not.toMatch(/Hidden|E02/);
    }
    await expect.poll(() => services.hub.size).toBe(0);

    const query =
      '{ specs { totalCount nodes { id problems { message } } } stats { total } problems { message } }';
    const answer = await first(part, query);
    expect(answer).toContain('"totalCount":3');
    expect(answer).not.toMatch(/Hidden|E02/);
  });

  test('what is an operator’s is refused to others', async () => {
    await using server = await startServer(FILES, { access });
    using operator = connect(server.url.href, OPERATOR);
    using reader = connect(server.url.href, READER);
    for (const query of [
      '{ connections { id } }',
      '{ serverStatus { memoryBytes } }',
      'subscription { serverStatus { memoryBytes } }',
    ]) {
      expect(await first(reader, query)).toContain('"code":"FORBIDDEN"');
      expect(await first(operator, query)).not.toContain('errors');
    }
    expect(await first(reader, '{ connection { subscriptions { id } } }')).toContain('"connection":{');
  });
});

test('over plain HTTP what is an operator’s is refused with 403', async () => {
  await using server = await startServer(FILES, { access });
  const ask = (token: string) =>
    fetch(`${server.url.href}?query={connections{id}}`, {
      headers: { authorization: `Bearer ${token}`, accept: 'application/graphql-response+json' },
    });
  expect((await ask(READER)).status).toBe(403);
  expect((await ask(OPERATOR)).status).toBe(200);
});

test('an embedding program lets in whom it wants, and must say so beyond loopback', async () => {
  await using server = await startServer(FILES, {
    host: '0.0.0.0',
    authenticate: ({ headers }) =>
      headers.cookie === 'session=ann'
        ? { subject: 'ann', specs: ['E02'] }
        : { refused: 'unauthorized', message: 'Log in first.' },
  });
  const ask = (headers: Record<string, string>) =>
    fetch(`${server.url.href}?query={specs{nodes{id}}}`, { headers }).then((response) => response.text());
  expect(await ask({})).toContain('Log in first.');
  expect(await ask({ cookie: 'session=ann' })).toBe('{"data":{"specs":{"nodes":[{"id":"E02"}]}}}');
  const open = { folder: server.tree.folder, host: '0.0.0.0', port: 0 };
  await expect(createServer(open)).rejects.toThrow('allowAnyone');
  await using anyone = await createServer({ ...open, allowAnyone: true });
  expect(anyone.url.hostname).toBe('localhost');
});
