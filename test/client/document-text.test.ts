import { parse, print } from 'graphql';
import { expect, test } from 'vitest';
import { textOfDocument } from '../../src/client/document-text.ts';
import { TypedDocumentString } from '../../src/client/generated/graphql.ts';

test('texts, compiled texts and parsed documents are sent as texts', () => {
  const text = 'query Q {\n  stats {\n    total\n  }\n}';
  expect(textOfDocument(text)).toBe(text);
  expect(textOfDocument(new TypedDocumentString(text))).toBe(text);
  expect(textOfDocument(parse(text))).toBe(text);
});

test('a parsed document is printed once', () => {
  const document = parse('{ stats { total } }');
  const text = textOfDocument(document);
  // A document is not to be changed; if it is, what was printed first counts.
  (document as { definitions: unknown }).definitions = [];
  expect(textOfDocument(document)).toBe(text);
  expect(print(document)).toBe('');
});
