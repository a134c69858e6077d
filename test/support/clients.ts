import type { ExecutionResult } from 'graphql';
import { textOfDocument, type SpecDocument } from '../../src/client/document-text.ts';
import { TRANSPORTS, type Driver } from './transport-suite.ts';

/** What a subscription yields, one result after the other. */
interface Subscription<T> extends AsyncDisposable {
  /** The next result; rejects when none comes within ten seconds or the stream ends. */
  next(): Promise<ExecutionResult<T>>;
  /** The next result's data; rejects for errors too. */
  data(): Promise<T>;
  /** Whether the server ended the stream. */
  ended(): Promise<boolean>;
}

/** A client of one transport, as its users set it up. */
export interface Client extends AsyncDisposable {
  subscribe<T, V extends Record<string, unknown>>(
    document: SpecDocument<T, V>,
    variables?: V,
    extensions?: Record<string, unknown>,
  ): Subscription<T>;
}

/** Every way to subscribe, with the official clients, which do not come back by themselves. */
export const CLIENTS: Readonly<Record<string, (url: URL) => Client>> = Object.fromEntries(
  TRANSPORTS.map(({ name, connect }) => [name, (url: URL) => asClient(connect(url.href))]),
);

function asClient(driver: Driver): Client {
  return {
    subscribe<T>(
      document: SpecDocument<T, Record<string, unknown>>,
      variables: Record<string, unknown> = {},
      extensions: Record<string, unknown> = {},
    ): Subscription<T> {
      const results = driver.iterate({ query: textOfDocument(document), variables, extensions });
      const next = async (): Promise<ExecutionResult<T>> => {
        const step = await withinTenSeconds(results.next());
        if (step.done) throw new Error('The stream has ended.');
        return step.value as ExecutionResult<T>;
      };
      return {
        next,
        async data() {
          const { data, errors } = await next();
          if (errors || !data) throw new Error(`Expected data, got ${JSON.stringify(errors)}`);
          return data;
        },
        ended: async () => (await withinTenSeconds(results.next())).done === true,
        async [Symbol.asyncDispose]() {
          await results.return?.();
        },
      };
    },
    async [Symbol.asyncDispose]() {
      driver[Symbol.dispose]();
    },
  };
}

/** Waits for something that must come; a test that waits for ever says nothing. */
async function withinTenSeconds<T>(promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('Nothing came within ten seconds.')), 10_000);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Runs a query over plain HTTP. */
export async function query<T, V extends Record<string, unknown>>(
  url: URL,
  document: SpecDocument<T, V>,
  variables?: V,
): Promise<T> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: textOfDocument(document), variables }),
  });
  const { data, errors } = (await response.json()) as ExecutionResult<T>;
  if (errors || !data) throw new Error(`Expected data, got ${JSON.stringify(errors)}`);
  return data;
}
