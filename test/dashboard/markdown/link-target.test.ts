import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { externalHref, linkTarget } from '../../../src/dashboard/markdown/link-target.ts';

const specs = {
  ids: new Set(['E13', 'E13-F03', 'notes/plan.spec.md']),
  path: 'E12/F01/spec.md',
  pathToId: new Map([
    ['E13/F03/spec.md', 'E13-F03'],
    ['E13/the epic.spec.md', 'E13'],
    ['E99/spec.md', 'E99'],
  ]),
};

describe('a link in a body', () => {
  test.each([
    ['https://example.org/a?b=1#c', 'https://example.org/a?b=1#c'],
    ['HTTP://EXAMPLE.org', 'http://example.org/'],
    ['mailto:a@example.org', 'mailto:a@example.org'],
  ])('leads to a web page or a mailbox: %s', (address, href) => {
    expect(linkTarget(address, specs)).toEqual({ kind: 'external', href });
  });

  test.each([
    ['../../E13/F03/spec.md', 'E13-F03'],
    ['./../../E13/F03/spec.md#criteria', 'E13-F03'],
    ['/E13/F03/spec.md', 'E13-F03'],
    ['../../E13/the%20epic.spec.md', 'E13'],
    ['E13-F03', 'E13-F03'],
  ])('leads to the spec whose file it names: %s', (address, id) => {
    expect(linkTarget(address, specs)).toEqual({ kind: 'spec', id });
  });

  test.each(['../../../E13/F03/spec.md', '../../E99/spec.md', 'F03/spec.md', '', '?', '%', '..', '/'])(
    'leads nowhere when no known spec is there: "%s"',
    (address) => {
      expect(linkTarget(address, specs)).toEqual({ kind: 'none' });
    },
  );

  test('leads to a heading by its name', () => {
    expect(linkTarget('#acceptance-criteria', specs)).toEqual({
      kind: 'heading',
      slug: 'acceptance-criteria',
    });
    expect(linkTarget('#%', specs)).toEqual({ kind: 'none' });
  });

  test.each([
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    ' javascript:alert(1)',
    'java\tscript:alert(1)',
    'java\nscript:alert(1)',
    '\u0001javascript:alert(1)',
    'vbscript:x',
    'data:text/html,x',
    'file:///etc/passwd',
    'blob:https://a/b',
    'view-source:https://a',
    'ftp://a',
    '//evil.test',
    '/\\evil.test',
    'https:\\\\evil.test',
    'https:evil.test',
    'https://user:pass@evil.test',
    'https://known.test@evil.test',
    'ht\ntps://evil.test',
    'https://evil.test/\u202etxt',
    'https://',
    'mailto:',
  ])('never leads to another scheme or a disguised host: %j', (address) => {
    expect(linkTarget(address, specs)).toEqual({ kind: 'none' });
  });

  const scheme = fc.constantFrom(
    'javascript:',
    'data:',
    'vbscript:',
    'http:',
    'https://',
    'mailto:',
    'blob:',
    '//',
    '#',
  );
  const junk = fc.string({
    unit: fc.constantFrom('\t', '\n', '\0', ' ', '\\', '/', '@', ':', 'a', '&', '%', '\u200b'),
  });
  const hostile = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.webUrl(),
    fc.tuple(junk, scheme, junk, scheme, junk).map((parts) => parts.join('')),
    fc
      .tuple(scheme, junk, fc.nat({ max: 20 }))
      .map(([s, j, at]) => s.slice(0, at) + j + s.slice(at) + 'alert(1)'),
  );

  test('whatever it is, only http, https and mailto come out, as a browser reads them', () => {
    fc.assert(
      fc.property(hostile, (address) => {
        const href = externalHref(address);
        if (href === undefined) return;
        const url = new URL(href, 'https://page.test/');
        expect(['http:', 'https:', 'mailto:']).toContain(url.protocol);
        expect(url.href).toBe(href);
        expect(url.username + url.password).toBe('');
        expect(href).toMatch(/^(?:https?:\/\/|mailto:)[!-~]+$/);
      }),
      { numRuns: 2000 },
    );
  });

  test('whatever it is, it leads to a known spec or to none', () => {
    fc.assert(
      fc.property(hostile, (address) => {
        const target = linkTarget(address, specs);
        expect(target.kind !== 'spec' || specs.ids.has(target.id)).toBe(true);
      }),
    );
  });
});
