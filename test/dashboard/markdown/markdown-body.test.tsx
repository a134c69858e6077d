import { readFileSync } from 'node:fs';
import type { ReactNode } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, test } from 'vitest';
import MarkdownBody from '../../../src/dashboard/markdown/MarkdownBody.tsx';
import type { SpecBodyProps } from '../../../src/dashboard/markdown/spec-body-props.ts';
import { VECTORS } from './vectors.ts';
import { elementsIn } from './elements-in.ts';

const HOSTILE = readFileSync(new URL('hostile.spec.md', import.meta.url), 'utf8');
const specIds = new Set(['E01-F01', 'E01-F02', '#odd id.spec.md']);

function draw(body: string, props: Partial<SpecBodyProps> = {}): string {
  const element: ReactNode = (
    <MarkdownBody body={body} specIds={specIds} hrefOf={(id) => `/specs/${id}`} {...props} />
  );
  return renderToStaticMarkup(element);
}

const ELEMENTS = new Set(
  'div p h2 h3 h4 h5 h6 a em strong s code pre br hr ul ol li input sup section blockquote table thead tbody tr th td span'.split(
    ' ',
  ),
);
const ATTRIBUTES = new Set(
  'class id href target rel aria-label role tabindex type disabled checked readonly start'.split(' '),
);

function expectHarmless(html: string): void {
  for (const { name, attributes } of elementsIn(html)) {
    expect(ELEMENTS, html).toContain(name);
    for (const [attribute, value] of attributes) {
      expect(ATTRIBUTES, html).toContain(attribute);
      if (attribute === 'href') expect(value).toMatch(/^(?:https?:\/\/|mailto:|\/specs\/E01-F0[12]$|#spec-)/);
      if (attribute === 'id') expect(value).toMatch(/^spec-/);
      if (attribute === 'type') expect(value).toBe('checkbox');
    }
    if (attributes.get('href')?.match(/^(?:http|mailto)/)) {
      expect(attributes.get('target')).toBe('_blank');
      expect(attributes.get('rel')).toBe('noopener noreferrer nofollow');
    }
  }
}

describe('a hostile body', () => {
  test('as a whole has no element, attribute or address that is not on the list', () => {
    const html = draw(HOSTILE);
    expect(elementsIn(html).length).toBeGreaterThan(100);
    expectHarmless(html);
    expect(html).toContain('&lt;script&gt;window.owned');
    expect(html).not.toContain('a comment that nobody sees');
  });

  test.each(VECTORS)('does nothing: %j', (vector) => {
    for (const body of [
      vector,
      `# ${vector}`,
      `- [x] ${vector}`,
      `[${vector}](${vector})`,
      `![${vector}](${vector})`,
      `[a]: ${vector}\n\n[a]`,
    ]) {
      expectHarmless(draw(body));
      expectHarmless(draw(body, { previousBody: HOSTILE }));
    }
  });

  test('that is too long is text in a box, with a note', () => {
    const html = draw(`<script>${'x'.repeat(300_000)}`);
    expect(html).toMatch(/plain-note">This text is too long/);
    expect(html).toContain('<pre class="plain-body" tabindex="0">&lt;script&gt;');
  });
});

describe('a body', () => {
  test('has tables, tasks, strikes, addresses and footnotes', () => {
    const html = draw(
      '| a | b |\n| - | -: |\n| ~~c~~ | https://a.test/ |\n\n- [x] done\n- [ ] open\n- [ ]\n\nx[^1] y[^1]\n\n[^1]: note',
    );
    expect(html).toContain('<td><s>c</s></td><td class="is-right"><a href="https://a.test/" target="_blank"');
    expect(html).toContain(
      '<li class="task"><input type="checkbox" disabled="" readOnly="" aria-label="Done" checked=""/> done',
    );
    expect(html).toContain('<li>[ ]</li>');
    expect(html).toContain('<a id="spec-fnref-1-2" href="#spec-fn-1" aria-label="Footnote 1">1</a>');
    expect(html).toContain(
      '<li id="spec-fn-1" tabindex="-1"><p>note<a class="footnote-return" href="#spec-fnref-1-1"',
    );
  });

  test('links specs by ID in text and in code, but not inside of links or blocks of code', () => {
    const link = (inside: string) => `<a class="spec-link" href="/specs/E01-F01">${inside}</a>`;
    expect(draw('E01-F01')).toContain(`<p>${link('E01-F01')}</p>`);
    expect(draw('`E01-F01`')).toContain(link('<code>E01-F01</code>'));
    expect(draw('`see E01-F01`')).toContain(`<code>see ${link('E01-F01')}</code>`);
    expect(draw('[E01-F01](https://a.test)')).not.toContain('/specs/');
    expect(draw('```\nE01-F01\n```')).not.toContain('/specs/');
    expect(draw('`E99-F99` E99-F99')).not.toContain('/specs/');
  });

  test('links specs by the paths of their files', () => {
    const props = { path: 'E01/F02/spec.md', pathToId: new Map([['E01/F01/spec.md', 'E01-F01']]) };
    expect(draw('[that](../F01/spec.md#x)', props)).toContain(
      '<a class="spec-link" href="/specs/E01-F01">that</a>',
    );
    expect(draw('[that](../F03/spec.md)', props)).toContain('<p>that</p>');
  });

  test('links its own headings, and none that it lacks', () => {
    const html = draw('# One\n\n[a](#one) [b](#two) [c](#constructor)');
    expect(html).toContain('<h2 id="spec-one" tabindex="-1">One<a class="heading-anchor" href="#spec-one"');
    expect(html).toContain('<a href="#spec-one">a</a> b c');
  });

  test('fetches no image: it shows what the image is of', () => {
    expect(draw('![a *b* c](https://a.test/x.png)')).toContain(
      '<a class="image" href="https://a.test/x.png"',
    );
    expect(draw('![a *b* c](x.png)')).toContain('<span class="image-place">a b c</span>');
    expect(draw('![](x.png)')).toContain('<span class="image-place">Image</span>');
    expect(draw('[![alt](https://a.test/x.png)](https://b.test)')).toContain(
      'rel="noopener noreferrer nofollow">alt</a>',
    );
  });

  test('marks what changed, and says so to screen readers', () => {
    const html = draw('same\n\nnew\n\n- a\n- b\n- c', { previousBody: 'same\n\nold\n\n- a\n- c\n\ngone' });
    expect(html).toContain(
      '<p>same</p><div class="is-changed"><span class="change-hint">Changed: </span><p>new</p></div>',
    );
    expect(html).toContain('<li class="is-changed"><span class="change-hint">Added: </span>b</li>');
    expect(html).toContain('<li>a</li>');
    expect(html).toMatch(
      /<div class="is-removed"><span class="change-hint">One block was removed here.<\/span><\/div><\/div>$/,
    );
  });

  test('marks nothing without a body to compare with, or with the same', () => {
    expect(draw(HOSTILE)).not.toMatch(/class="[^"]*is-(?:changed|removed)/);
    expect(draw(HOSTILE, { previousBody: HOSTILE })).toBe(draw(HOSTILE));
  });
});
