import { GraphQLObjectType, GraphQLScalarType, GraphQLSchema, type ExecutionResult } from 'graphql';
import { expect, test } from 'vitest';
import { createExecutor } from '../../src/execution/executor.ts';
import { ResultTexts } from '../../src/execution/result-text.ts';

test('a result is made into text once', () => {
  const texts = new ResultTexts(() => ({}));
  const result = { data: { text: 'two\nlines' } };
  expect(texts.textOf(result)).toBe(String.raw`{"data":{"text":"two\nlines"}}`);
  Object.assign(result, { data: 'changed, which results never are' });
  expect(texts.textOf(result)).toBe(String.raw`{"data":{"text":"two\nlines"}}`);
  expect(texts.made).toBe(1);
});

test('two results are two texts, even where they say the same', () => {
  const texts = new ResultTexts(() => ({}));
  expect([texts.textOf({ data: {} }), texts.textOf({ data: {} })]).toEqual(['{"data":{}}', '{"data":{}}']);
  expect(texts.made).toBe(2);
});

test('a result that nobody will ask for again is not remembered', () => {
  const texts = new ResultTexts(() => ({}));
  const result: ExecutionResult = { data: {} };
  expect([texts.make(result), texts.make(result)]).toEqual(['{"data":{}}', '{"data":{}}']);
  expect(texts.made).toBe(2);
});

test('a result that JSON cannot hold is told as a masked error, and why to the operator, once', async () => {
  const told: unknown[] = [];
  const Whole = new GraphQLScalarType({ name: 'Whole', serialize: (value) => value });
  const schema = new GraphQLSchema({
    query: new GraphQLObjectType({
      name: 'Query',
      fields: { all: { type: Whole, resolve: () => 18_446_744_073_709_551_615n } },
    }),
  });
  const executor = createExecutor<object>({ schema, onUnexpectedError: (error) => told.push(error) });
  const prepared = executor.prepare({ query: '{ all }' });
  if ('errors' in prepared) throw prepared.errors[0]!;
  const result = (await executor.run(prepared, {})) as ExecutionResult;
  const text = executor.textOf(result);
  expect(JSON.parse(text)).toEqual({
    errors: [{ message: 'Unexpected error.', extensions: { code: 'INTERNAL_SERVER_ERROR' } }],
  });
  expect(executor.textOf(result)).toBe(text);
  expect(told.map(String)).toEqual([expect.stringContaining('BigInt')]);
});
