import {
  GraphQLEnumType,
  GraphQLError,
  GraphQLInt,
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLSchema,
  GraphQLString,
  type ExecutionResult,
} from 'graphql';
import { describe, expect, test } from 'vitest';
import { badUserInput } from '../../src/execution/errors.ts';
import { createExecutor, type ExecutorOptions, type OperationRequest } from '../../src/execution/executor.ts';
import { ResponseStream } from '../../src/execution/response-stream.ts';
import { ControllableSource } from '../support/controllable-source.ts';

const SECRET = 'the password of the database';

function createFixture(options: Partial<ExecutorOptions<object>> = {}) {
  const source = new ControllableSource<unknown>();
  const told: unknown[] = [];
  const throwing = (error: unknown) => ({
    type: GraphQLString,
    resolve: () => {
      throw error;
    },
  });
  const schema = new GraphQLSchema({
    query: new GraphQLObjectType({
      name: 'Query',
      fields: {
        hello: { type: GraphQLString, resolve: () => 'world' },
        echo: {
          type: GraphQLInt,
          args: { n: { type: new GraphQLNonNull(GraphQLInt) } },
          resolve: (_, { n }) => n,
        },
        refused: throwing(badUserInput('Expected less.', { argument: 'n' })),
        foreign: throwing(new GraphQLError('Gone.', { extensions: { code: 'GONE' } })),
        internal: throwing(new Error(SECRET)),
        string: throwing(SECRET),
        mood: {
          type: new GraphQLEnumType({ name: 'Mood', values: { GOOD: {} } }),
          resolve: () => SECRET,
        },
      },
    }),
    subscription: new GraphQLObjectType({
      name: 'Subscription',
      fields: {
        happened: { type: GraphQLInt, subscribe: () => source, resolve: (event) => event },
        refused: {
          type: GraphQLInt,
          subscribe: () => {
            throw badUserInput('Expected a known cursor.');
          },
        },
        internal: {
          type: GraphQLInt,
          subscribe: () => {
            throw new Error(SECRET);
          },
        },
        unstoppable: {
          type: GraphQLInt,
          subscribe: () => ({ [Symbol.asyncIterator]: () => ({ next: () => new Promise(() => {}) }) }),
        },
      },
    }),
  });
  const executor = createExecutor<object>({
    schema,
    onUnexpectedError: (error) => told.push(error),
    ...options,
  });
  const run = async (request: OperationRequest | string) => {
    const prepared = executor.prepare(typeof request === 'string' ? { query: request } : request);
    return 'errors' in prepared ? prepared : executor.run(prepared, {});
  };
  const answer = async (request: OperationRequest | string): Promise<ExecutionResult> => {
    const result = await run(request);
    if (result instanceof ResponseStream) throw new Error('Expected a result, got a stream');
    return result;
  };
  const open = async (request: OperationRequest | string): Promise<ResponseStream> => {
    const stream = await run(request);
    if (!(stream instanceof ResponseStream))
      throw new Error(`Expected a stream, got ${JSON.stringify(stream)}`);
    return stream;
  };
  return { executor, source, told, answer, open };
}

const plain = (result: ExecutionResult): unknown => JSON.parse(JSON.stringify(result));

describe('a request that cannot be run', () => {
  test.each<[string, OperationRequest, string, RegExp]>([
    ['is no GraphQL', { query: '{ hello' }, 'GRAPHQL_PARSE_FAILED', /Expected Name, found <EOF>/],
    ['is empty', { query: '' }, 'GRAPHQL_PARSE_FAILED', /Unexpected <EOF>/],
    ['asks for what is not there', { query: '{ helo }' }, 'GRAPHQL_VALIDATION_FAILED', /"helo"/],
    [
      'names an operation that is not there',
      { query: 'query A { hello } query B { hello }', operationName: 'C' },
      'OPERATION_RESOLUTION_FAILURE',
      /^Unknown operation "C": the document has A, B\.$/,
    ],
    [
      'names an operation where none has a name',
      { query: '{ hello }', operationName: 'C' },
      'OPERATION_RESOLUTION_FAILURE',
      /^Unknown operation "C": the document has none by name\.$/,
    ],
    [
      'does not say which of several operations',
      { query: 'query A { hello } query B { hello }' },
      'OPERATION_RESOLUTION_FAILURE',
      /^Expected `operationName`, since the document holds several operations: the document has A, B\.$/,
    ],
    [
      'lacks a variable',
      { query: 'query ($n: Int!) { echo(n: $n) }' },
      'BAD_USER_INPUT',
      /"\$n" has invalid value: Expected a value of non-null type "Int!"/,
    ],
    [
      'has a variable of the wrong type',
      { query: 'query ($n: Int!) { echo(n: $n) }', variables: { n: 'many' } },
      'BAD_USER_INPUT',
      /"\$n" has invalid value: .*cannot represent non-integer value: "many"/,
    ],
  ])('since it %s', async (_, request, code, message) => {
    const { answer, told } = createFixture();
    const { errors, data } = await answer(request);
    expect(data ?? null).toBeNull();
    expect(errors?.map((error) => error.extensions)).toEqual([{ code }]);
    expect(errors![0]!.message).toMatch(message);
    expect(told).toEqual([]);
  });

  test('for its nesting is answered, however deep it is', async () => {
    const { executor } = createFixture({ maxTokens: 1_000_000 });
    const deep = `${'{ hello '.repeat(20_000)}${'}'.repeat(20_000)}`;
    expect(executor.prepare({ query: deep })).toMatchObject({ errors: [expect.any(GraphQLError)] });
    expect(executor.prepare({ query: '{ hello }' })).toHaveProperty('operation');
  });

  test('for its length names the limit', async () => {
    const { answer } = createFixture({ maxTokens: 10 });
    const { errors } = await answer(`{ ${'hello '.repeat(20)} }`);
    expect(errors![0]).toMatchObject({
      message: expect.stringContaining('at most 10 tokens (`maxTokens`)'),
      extensions: { code: 'QUERY_TOO_COMPLEX' },
    });
  });
});

describe('an error of a resolver', () => {
  test('that is meant for clients reaches them whole', async () => {
    const { answer, told } = createFixture();
    expect(plain(await answer('{ hello refused foreign }'))).toEqual({
      data: { hello: 'world', refused: null, foreign: null },
      errors: [
        expect.objectContaining({
          message: 'Expected less.',
          path: ['refused'],
          extensions: { code: 'BAD_USER_INPUT', argument: 'n' },
        }),
        expect.objectContaining({ message: 'Gone.', path: ['foreign'], extensions: { code: 'GONE' } }),
      ],
    });
    expect(told).toEqual([]);
  });

  test.each(['internal', 'string', 'mood'])(
    'that is not (%s) is hidden from them and told to the operator',
    async (field) => {
      const { answer, told } = createFixture();
      const result = plain(await answer(`{ hello ${field} }`));
      expect(result).toEqual({
        data: { hello: 'world', [field]: null },
        errors: [
          expect.objectContaining({
            message: 'Unexpected error.',
            path: [field],
            extensions: { code: 'INTERNAL_SERVER_ERROR' },
          }),
        ],
      });
      expect(JSON.stringify(result)).not.toContain(SECRET);
      expect(told).toHaveLength(1);
      expect(String(told[0])).toContain(SECRET);
    },
  );

  test('is hidden also where the listener fails', async () => {
    const { answer } = createFixture({
      onUnexpectedError: () => {
        throw new Error('The log is full');
      },
    });
    expect((await answer('{ internal }')).errors![0]!.message).toBe('Unexpected error.');
  });
});

describe('a subscription', () => {
  test('that is refused says why', async () => {
    const { answer } = createFixture();
    const { errors } = await answer('subscription { refused }');
    expect(errors).toMatchObject([
      { message: 'Expected a known cursor.', extensions: { code: 'BAD_USER_INPUT' } },
    ]);
  });

  test.each(['internal', 'unstoppable'])('that fails inside (%s) is hidden and told', async (field) => {
    const { answer, told } = createFixture();
    const result = await answer(`subscription { ${field} }`);
    expect(result.errors).toMatchObject([
      { message: 'Unexpected error.', extensions: { code: 'INTERNAL_SERVER_ERROR' } },
    ]);
    expect(JSON.stringify(result)).not.toContain(SECRET);
    expect(told).toHaveLength(1);
  });

  test('gives a result for each event, with the extensions of the event', async () => {
    const { open, source } = createFixture({
      extensionsOf: (event) => (event === 1 ? { cursor: 'c1' } : undefined),
    });
    const stream = await open('subscription { happened }');
    source.push(1, 2);
    expect(await stream.next()).toEqual({
      done: false,
      value: { data: { happened: 1 }, extensions: { cursor: 'c1' } },
    });
    expect(await stream.next()).toEqual({ done: false, value: { data: { happened: 2 } } });
    source.finish();
    expect(await stream.next()).toEqual({ done: true, value: undefined });
  });

  test('goes on after an event that cannot be resolved', async () => {
    const { open, source, told } = createFixture({
      extensionsOf: (event) => {
        if (event === 2) throw new Error(SECRET);
        return undefined;
      },
    });
    const stream = await open('subscription { happened }');
    source.push('no number', 2, 3);
    const values = [await stream.next(), await stream.next(), await stream.next()].map(({ value }) => value);
    expect(values[0]).toMatchObject({ errors: [{ extensions: { code: 'INTERNAL_SERVER_ERROR' } }] });
    expect(values[1]).toMatchObject({ errors: [{ extensions: { code: 'INTERNAL_SERVER_ERROR' } }] });
    expect(values[2]).toEqual({ data: { happened: 3 } });
    expect(told).toHaveLength(2);
    await stream.return();
  });

  test('whose source fails midway ends with a last result that hides the fault', async () => {
    const { open, source, told } = createFixture();
    const stream = await open('subscription { happened }');
    source.push(1);
    await stream.next();
    source.fail(new Error(SECRET));
    expect((await stream.next()).value).toMatchObject({
      errors: [{ message: 'Unexpected error.', extensions: { code: 'INTERNAL_SERVER_ERROR' } }],
    });
    expect(await stream.next()).toEqual({ done: true, value: undefined });
    expect(source.isReturned).toBe(true);
    expect(String(told[0])).toContain(SECRET);
  });

  test('that cannot be opened for a fault of ours leaves no source', async () => {
    const { answer, source, told } = createFixture({
      tallyOf: () => {
        throw new Error(SECRET);
      },
    });
    expect((await answer('subscription { happened }')).errors).toMatchObject([
      { message: 'Unexpected error.', extensions: { code: 'INTERNAL_SERVER_ERROR' } },
    ]);
    expect(source.isReturned).toBe(true);
    expect(told).toHaveLength(1);
  });

  test.each(['return', 'throw', Symbol.asyncDispose] as const)(
    'ends at once on %s, also while it waits',
    async (how) => {
      const { open, source } = createFixture();
      const stream = await open('subscription { happened }');
      const waiting = stream.next();
      await stream[how]();
      expect(await waiting).toEqual({ done: true, value: undefined });
      expect(await stream.next()).toEqual({ done: true, value: undefined });
      await stream.return();
      expect(source.isReturned).toBe(true);
    },
  );

  test('counts a result as taken once, when the transport asks for more; never one it did not take', async () => {
    const taken: unknown[] = [];
    const { open, source } = createFixture({ onTaken: (event) => taken.push(event) });
    const stream = await open('subscription { happened }');
    source.push(1, 2);
    await stream.next();
    expect(taken).toEqual([]);
    await stream.next();
    expect(taken).toEqual([1]);
    await stream.return();
    await stream.next();
    expect(taken).toEqual([1]);
  });

  test('is not harmed by a count that fails', async () => {
    const { open, source, told } = createFixture({
      onTaken: () => {
        throw new Error('no counter');
      },
    });
    const stream = await open('subscription { happened }');
    source.push(1, 2);
    await stream.next();
    expect(await stream.next()).toMatchObject({ value: { data: { happened: 2 } } });
    expect(String(told[0])).toContain('no counter');
    await stream.return();
  });
});
