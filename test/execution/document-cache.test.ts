import { GraphQLError, type DocumentNode } from 'graphql';
import { describe, expect, test } from 'vitest';
import { DocumentCache } from '../../src/execution/document-cache.ts';
import { createExecutor, type Executor } from '../../src/execution/executor.ts';
import type { SchemaContext } from '../../src/schema/context.ts';
import { schema } from '../../src/schema/index.ts';

function createCache(): DocumentCache {
  return new DocumentCache(schema, {
    introspection: true,
    maxQueryDepth: 10,
    maxAliases: 15,
    maxTokens: 1_000,
  });
}

/** Valid, and other than those of other numbers. */
function query(n: number, comment = ''): string {
  return `# ${n} ${comment}\n{ problems { code } }`;
}

function documentOf(cache: DocumentCache, text: string): DocumentNode {
  const document = cache.read(text);
  if (!('kind' in document)) throw document[0]!;
  return document;
}

describe('a document', () => {
  test('is the same object for the same text, and another for another', () => {
    const cache = createCache();
    const document = documentOf(cache, query(1));
    expect(documentOf(cache, query(1))).toBe(document);
    expect(documentOf(cache, query(2))).not.toBe(document);
    expect(cache.size).toBe(2);
  });

  test('that is not valid is not kept', () => {
    const cache = createCache();
    for (let time = 1; time <= 2; time += 1) {
      expect(cache.read('{ unknown }')).toMatchObject([
        { message: /"unknown"/, extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } },
      ]);
      expect(() => cache.read('{ problems')).toThrow(GraphQLError);
    }
    expect(cache.size).toBe(0);
  });

  test('that was not asked for the longest is forgotten when there are a thousand others', () => {
    const cache = createCache();
    const documents = Array.from({ length: 1_000 }, (_, n) => documentOf(cache, query(n)));
    expect(documentOf(cache, query(0))).toBe(documents[0]);
    cache.read(query(1_000));
    expect(cache.size).toBe(1_000);
    expect(documentOf(cache, query(0))).toBe(documents[0]);
    expect(documentOf(cache, query(1))).not.toBe(documents[1]);
  });

  test('that is long leaves less room for others', () => {
    const cache = createCache();
    const long = 'x'.repeat(300_000);
    const documents = [1, 2, 3].map((n) => documentOf(cache, query(n, long)));
    expect(documentOf(cache, query(1, long))).toBe(documents[0]);
    cache.read(query(4, long));
    expect(cache.size).toBe(3);
    expect(documentOf(cache, query(1, long))).toBe(documents[0]);
    expect(documentOf(cache, query(2, long))).not.toBe(documents[1]);
  });

  test('that is longer than all may be together is read and not kept', () => {
    const cache = createCache();
    const document = documentOf(cache, query(1));
    expect(documentOf(cache, query(2, 'x'.repeat(1_000_001)))).toHaveProperty('kind', 'Document');
    expect(cache.size).toBe(1);
    expect(documentOf(cache, query(1))).toBe(document);
  });
});

describe('preparing a request', () => {
  const createFixture = (maxTokens?: number): Executor<SchemaContext> =>
    createExecutor<SchemaContext>({ schema, onUnexpectedError: () => {}, ...(maxTokens && { maxTokens }) });

  test.each([
    [
      'cannot be parsed',
      '{ problems',
      'GRAPHQL_PARSE_FAILED',
      /Expected Name, found <EOF>/,
      [{ line: 1, column: 11 }],
    ],
    [
      'is not valid',
      '{ unknown }',
      'GRAPHQL_VALIDATION_FAILED',
      /Cannot query field "unknown"/,
      [{ line: 1, column: 3 }],
    ],
  ])('whose document %s says so and where, each time', (_, text, code, message, locations) => {
    const executor = createFixture(10);
    const refused = {
      errors: [{ message: expect.stringMatching(message), locations, extensions: { code } }],
    };
    for (let time = 1; time <= 2; time += 1) {
      expect(JSON.parse(JSON.stringify(executor.prepare({ query: text })))).toEqual(refused);
    }
  });

  test('whose document is too long says by how much, and is not kept', () => {
    const executor = createFixture(10);
    expect(executor.prepare({ query: '{ a a a a a a a a a }' })).toMatchObject({
      errors: [
        {
          message: /at most 10 tokens/,
          extensions: { code: 'QUERY_TOO_COMPLEX', limit: 'maxTokens', max: 10 },
        },
      ],
    });
  });

  test('gives the same document for the same text, whatever operation of it is run', () => {
    const executor = createFixture();
    const text = 'query A { problems { code } } query B { problems { line } }';
    const [a, b] = ['A', 'B'].map((operationName) => executor.prepare({ query: text, operationName }));
    expect(a).toMatchObject({ operation: { name: { value: 'A' } } });
    expect(b).toMatchObject({ operation: { name: { value: 'B' } } });
    expect((a as { document: unknown }).document).toBe((b as { document: unknown }).document);
  });
});
