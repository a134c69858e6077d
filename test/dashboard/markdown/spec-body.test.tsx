import { prerender } from 'react-dom/static';
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test } from 'vitest';
import { SpecBody } from '../../../src/dashboard/markdown/SpecBody.tsx';

const body = '# Title\n\n```js\nconst a = 1;\n```\n\n```nonsense" onload="x\ntext\n```';
const element = <SpecBody body={body} specIds={new Map()} hrefOf={(id) => id} />;

test('a body is plain text until the parser has loaded', () => {
  expect(renderToStaticMarkup(element)).toContain('<pre class="plain-body" tabindex="0"># Title');
});

test('a body is formatted, and its code coloured, once everything has loaded', async () => {
  const { prelude } = await prerender(element);
  const html = await new Response(prelude).text();
  expect(html).toContain('>Title<a class="heading-anchor"');
  expect(html).toContain('<span class="hljs-keyword">const</span> a = ');
  expect(html).not.toContain('onload');
});
