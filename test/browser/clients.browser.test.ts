import type { Page } from 'playwright-core';
import { test } from 'vitest';
import { lacksBrowser, withPage } from '../support/browser.ts';
import { startPages } from '../support/pages.ts';
import { BROWSER_RECIPES } from '../support/recipes.ts';
import { startServer } from '../support/server.ts';
import { specText } from '../support/spec-tree.ts';

const draft = (title: string) => specText({ title, status: 'draft' });

async function expectTitles(page: Page, titles: Readonly<Record<string, string>>): Promise<void> {
  const wanted = JSON.stringify(titles);
  await page
    .waitForFunction((text) => document.body.textContent === text, wanted, { timeout: 20_000 })
    .catch(async (cause: unknown) => {
      throw new Error(`Expected ${wanted}, the page shows ${await page.textContent('body')}.`, { cause });
    });
}

test.skipIf(lacksBrowser)(
  'each recipe keeps its list in a browser, on a page of another origin, also while the server restarts',
  { timeout: 90_000 },
  async () => {
    await using pages = await startPages('./page-entry.ts');
    await using server = await startServer({ 'E01.spec.md': draft('One') }, { corsOrigins: [pages.origin] });
    await withPage(async (first) => {
      const opened = await Promise.all(
        Object.keys(BROWSER_RECIPES).map(async (recipe) => {
          const page = await first.context().newPage();
          await page.goto(`${pages.origin}/?${new URLSearchParams({ recipe, url: server.url.href })}`);
          return { recipe, page };
        }),
      );
      const allShow = (titles: Readonly<Record<string, string>>) =>
        Promise.all(
          opened.map(({ recipe, page }) =>
            expectTitles(page, titles).catch((cause: unknown) => {
              throw new Error(recipe, { cause });
            }),
          ),
        );

      await allShow({ E01: 'One' });
      await server.tree.write('E02.spec.md', draft('Two'));
      await allShow({ E01: 'One', E02: 'Two' });
      await server.tree.write('E01.spec.md', specText({ title: 'One', status: 'done' }));
      await allShow({ E02: 'Two' });
      await server.restart(async () => {
        await server.tree.remove('E02.spec.md');
        await server.tree.write('E03.spec.md', draft('Three'));
      });
      await allShow({ E03: 'Three' });
      await server.tree.write('E03.spec.md', draft('Three, revised'));
      await allShow({ E03: 'Three, revised' });
    });
  },
);
