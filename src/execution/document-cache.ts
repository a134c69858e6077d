import { GraphQLError, parse, validate, type DocumentNode, type GraphQLSchema } from 'graphql';
import { LRUCache } from 'lru-cache';
import { withCode } from './errors.ts';

/** Most documents that are kept, and their characters together. */
const MAX_DOCUMENTS = 1_000;
const MAX_CHARACTERS = 1_000_000;

/** Documents that were parsed and found valid, by their text; those that are not are looked at anew each time. */
export class DocumentCache {
  readonly #schema: GraphQLSchema;
  readonly #maxTokens: number;
  readonly #documents = new LRUCache<string, DocumentNode>({
    max: MAX_DOCUMENTS,
    maxSize: MAX_CHARACTERS,
    sizeCalculation: (_document, text) => Math.max(1, text.length),
  });

  constructor(schema: GraphQLSchema, maxTokens: number) {
    this.#schema = schema;
    this.#maxTokens = maxTokens;
  }

  /** How many are kept. */
  get size(): number {
    return this.#documents.size;
  }

  /**
   * The document, the same object for the same text as long as it is kept; or why it is not valid.
   * @throws {GraphQLError} where the text cannot be parsed
   */
  read(text: string): DocumentNode | readonly GraphQLError[] {
    const known = this.#documents.get(text);
    if (known) return known;
    const document = this.#parse(text);
    const errors = validate(this.#schema, document);
    if (errors.length > 0) return errors.map((error) => withCode(error, 'GRAPHQL_VALIDATION_FAILED'));
    this.#documents.set(text, document);
    return document;
  }

  #parse(text: string): DocumentNode {
    try {
      return parse(text, { maxTokens: this.#maxTokens });
    } catch (error) {
      throw error instanceof GraphQLError ? withCode(error, 'GRAPHQL_PARSE_FAILED') : error;
    }
  }
}
