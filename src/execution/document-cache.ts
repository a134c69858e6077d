import { GraphQLError, parse, validate, type DocumentNode, type GraphQLSchema } from 'graphql';
import { LRUCache } from 'lru-cache';
import { withCode } from './errors.ts';
import { checkShape } from './rules/document-shape.ts';
import { refuseIntrospection } from './rules/introspection.ts';
import { tooComplex, type ComplexityLimits } from './rules/too-complex.ts';

/** Most documents that are kept, and their characters together. */
const MAX_DOCUMENTS = 1_000;
const MAX_CHARACTERS = 1_000_000;

/** What may be in a document. */
export interface DocumentRules extends Omit<ComplexityLimits, 'maxCost'> {
  /** Whether `__schema` and `__type` are answered, and errors tell what may have been meant. */
  readonly introspection: boolean;
}

/** Documents that were parsed and found valid, by their text; those that are not are looked at anew each time. */
export class DocumentCache {
  readonly #schema: GraphQLSchema;
  readonly #rules: DocumentRules;
  readonly #documents = new LRUCache<string, DocumentNode>({
    max: MAX_DOCUMENTS,
    maxSize: MAX_CHARACTERS,
    sizeCalculation: (_document, text) => Math.max(1, text.length),
  });

  constructor(schema: GraphQLSchema, rules: DocumentRules) {
    this.#schema = schema;
    this.#rules = rules;
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
    const errors = this.#validate(document);
    if (errors.length > 0) return errors;
    this.#documents.set(text, document);
    return document;
  }

  #validate(document: DocumentNode): readonly GraphQLError[] {
    const tooMuch = checkShape(document, this.#rules);
    if (tooMuch) return [tooMuch];
    const hideSuggestions = !this.#rules.introspection;
    const refusal = hideSuggestions ? refuseIntrospection(document) : undefined;
    if (refusal) return [refusal];
    return validate(this.#schema, document, undefined, { hideSuggestions }).map((error) =>
      withCode(error, 'GRAPHQL_VALIDATION_FAILED'),
    );
  }

  #parse(text: string): DocumentNode {
    const { maxTokens } = this.#rules;
    try {
      return parse(text, { maxTokens });
    } catch (error) {
      if (error instanceof GraphQLError && error.message.includes(`more than ${maxTokens} tokens`)) {
        throw tooComplex('tokens', 'maxTokens', maxTokens, 'more');
      }
      throw error instanceof GraphQLError ? withCode(error, 'GRAPHQL_PARSE_FAILED') : error;
    }
  }
}
