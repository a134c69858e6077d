import { expect, test } from 'vitest';
import { SpecClientError } from '../../src/client/client-error.ts';
import type { SpecObserver } from '../../src/client/live-operation.ts';
import type { SpecClient } from '../../src/client/spec-client.ts';
import { asUrqlDocument, createUrqlClient } from '../../src/dashboard/urql-client.ts';
import { Waiter } from '../support/waiter.ts';

const QUERY = asUrqlDocument<{ a: number }, { id: string }>('query Q($id: ID!) { a }');
const TICKS = asUrqlDocument<{ tick: number }, { id: string }>('subscription S($id: ID!) { tick }');

/** A client that answers as it is told, and tells what it was asked. */
function answering(answer: () => Promise<unknown>) {
  const asked = new Waiter<{ readonly text: string; readonly variables: unknown }>();
  const observers = new Waiter<SpecObserver<unknown>>();
  const ended = new Waiter<string>();
  const note = (document: unknown, variables: unknown) => asked.put({ text: String(document), variables });
  const client = {
    query(document: unknown, variables: unknown, { signal }: { signal: AbortSignal }) {
      note(document, variables);
      signal.addEventListener('abort', () => ended.put('query'));
      return answer();
    },
    subscribe(document: unknown, variables: unknown, observer: SpecObserver<unknown>) {
      note(document, variables);
      observers.put(observer);
      return () => ended.put('subscription');
    },
  } as unknown as SpecClient;
  return { urql: createUrqlClient(client), asked, observers, ended };
}

test('queries go through the client, with their variables and their errors', async () => {
  const good = answering(() => Promise.resolve({ a: 1 }));
  expect(await good.urql.query(QUERY, { id: 'E1' })).toMatchObject({ data: { a: 1 } });
  expect(await good.asked.next()).toEqual({
    text: expect.stringContaining('query Q') as string,
    variables: { id: 'E1' },
  });
  const error = new SpecClientError('Only for operators.', { code: 'FORBIDDEN' });
  const bad = answering(() => Promise.reject(error));
  expect((await bad.urql.query(QUERY, { id: 'E1' })).error?.networkError).toBe(error);
});

test('a query that nobody waits for any more is given up, and its end is no error', async () => {
  const { urql, asked, ended } = answering(() => new Promise(() => undefined));
  const listening = urql.query(QUERY, { id: 'E1' }).subscribe(() => expect.unreachable());
  await asked.next();
  listening.unsubscribe();
  expect(await ended.next()).toBe('query');
});

test('subscriptions go through the client until nobody listens', async () => {
  const { urql, observers, ended } = answering(() => Promise.reject(new Error('not asked')));
  const results = new Waiter<unknown>();
  const listening = urql
    .subscription(TICKS, { id: 'E1' })
    .subscribe(({ data, error }) => results.put(data ?? error?.networkError));
  const observer = await observers.next();
  observer.next({ data: { tick: 1 } });
  expect(await results.next()).toEqual({ tick: 1 });
  observer.next({ data: { tick: 2 } });
  expect(await results.next()).toEqual({ tick: 2 });
  listening.unsubscribe();
  expect(await ended.next()).toBe('subscription');
});
