import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
import { print, type DocumentNode } from 'graphql';

/**
 * An operation: its text, what `codegen` makes of it (a `TypedDocumentNode` or a `TypedDocumentString`, which also say
 * the types of its result and its variables), or a parsed document.
 */
export type SpecDocument<TData, TVariables> =
  | string
  | (DocumentNode & DocumentTypeDecoration<TData, TVariables>)
  // oxlint-disable-next-line typescript/no-wrapper-object-types -- codegen's `TypedDocumentString` is one
  | (String & DocumentTypeDecoration<TData, TVariables>);

/** Printing takes longer than all else that is done to begin an operation, and there are few documents. */
const printed = new WeakMap<DocumentNode, string>();

/** The text that is sent for a document. */
export function textOfDocument(document: SpecDocument<unknown, never>): string {
  if (!isParsed(document)) return document.toString();
  let text = printed.get(document);
  if (text === undefined) {
    text = print(document);
    printed.set(document, text);
  }
  return text;
}

function isParsed(document: unknown): document is DocumentNode {
  return typeof document === 'object' && document !== null && 'kind' in document;
}
