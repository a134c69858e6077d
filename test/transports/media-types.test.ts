import { expect, test } from 'vitest';
import { accepts, chooseEncoding, isJsonType, prefersHtml } from '../../src/transports/http/media-types.ts';

test.each([
  ['text/event-stream', true],
  ['a/b, Text/Event-Stream ; q=0.1', true],
  ['text/event-stream;q=0', false],
  ['*/*', false],
  ['text/*', false],
  ['', false],
])('Accept: %s names an event stream: %s', (header, expected) => {
  expect(accepts(header, 'text/event-stream')).toBe(expected);
});

test.each([
  ['text/html,application/xhtml+xml,*/*;q=0.8', true],
  ['application/json, text/html;q=0.9', false],
  ['application/json;q=0.1, text/html', true],
  ['*/*', false],
])('Accept: %s prefers HTML: %s', (header, expected) => {
  expect(prefersHtml(header)).toBe(expected);
});

test.each([
  ['application/json', true],
  ['application/json; charset=utf-8', true],
  ['text/plain; application/json', false],
  ['application/json, text/plain', false],
])('Content-Type: %s is JSON: %s', (header, expected) => {
  expect(isJsonType(header)).toBe(expected);
});

test.each([
  ['gzip, br', 'br'],
  ['gzip', 'gzip'],
  ['br;q=0, gzip;q=0.5', 'gzip'],
  ['', 'identity'],
  ['zstd', 'identity'],
])('Accept-Encoding: %s gets %s', (header, expected) => {
  expect(chooseEncoding(header, ['br', 'gzip'])).toBe(expected);
});
