import { expect, test, vi } from 'vitest';
import type { SpecClient } from '../../src/client/index.ts';
import { runOperation } from '../../src/client/run-operation.ts';

const QUERY = { kind: 'query', document: '{ stats { total } }', variables: undefined };

/** A client whose queries are answered as they are told to. */
function queriedClient() {
  const answer = Promise.withResolvers<Record<string, unknown>>();
  return { answer, client: { query: () => answer.promise } as unknown as SpecClient };
}

function observe() {
  return { next: vi.fn(), error: vi.fn(), complete: vi.fn() };
}

test('an answer that comes after the end is told to nobody, nor is a failure', async () => {
  for (const end of ['resolve', 'reject'] as const) {
    const { answer, client } = queriedClient();
    const observer = observe();
    runOperation(client, QUERY, observer)();
    answer[end]({ stats: { total: 1 } });
    await Promise.allSettled([answer.promise]);
    expect([observer.next, observer.error, observer.complete].map(({ mock }) => mock.calls)).toEqual([
      [],
      [],
      [],
    ]);
  }
});

test('what an observer throws does not come back to it as a failure of the query', async () => {
  const uncaught = Promise.withResolvers<unknown>();
  const { answer, client } = queriedClient();
  const observer = observe();
  observer.next.mockImplementation(() => {
    throw new Error('The view has no room.');
  });
  const listeners = process.listeners('uncaughtException');
  process.removeAllListeners('uncaughtException');
  process.once('uncaughtException', uncaught.resolve);
  try {
    runOperation(client, QUERY, observer);
    answer.resolve({ stats: { total: 1 } });
    expect(await uncaught.promise).toMatchObject({ message: 'The view has no room.' });
  } finally {
    for (const listener of listeners) process.on('uncaughtException', listener);
  }
  expect(observer.error).not.toHaveBeenCalled();
});
