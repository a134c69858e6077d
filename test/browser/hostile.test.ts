import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { VECTORS } from '../dashboard/markdown/vectors.ts';
import { lacksBrowser, shareBrowser, type TestBrowser, type WatchedPage } from '../support/browser.ts';
import { rowOf, serveDashboard } from '../support/dashboard.ts';
import { specText } from '../support/spec-tree.ts';

const hostile = await readFile(new URL('../dashboard/markdown/hostile.spec.md', import.meta.url), 'utf8');
const ATTACK = `"><img src=x onerror="window.owned=1"><script>window.owned=1</script>`;

/** A file with a NUL in it is no text, and its spec has no body. */
const written = VECTORS.filter((vector) => !vector.includes('\0'));
/** A comment that is never closed hides what follows, so that they come last. */
const isComment = (vector: string) => vector.includes('<!--');
const vectors = [
  ...written.filter((vector) => !isComment(vector)),
  'End of the vectors without comments.',
  ...written.filter(isComment),
];

const FILES = {
  'E01/spec.md': hostile,
  'E01/F01/spec.md': specText({ title: 'A spec that may be linked to' }),
  'E02/spec.md': specText({ title: 'All that has worked somewhere' }, vectors.join('\n\n')),
  'E03/spec.md': specText({
    title: JSON.stringify(ATTACK),
    status: JSON.stringify(ATTACK),
    priority: JSON.stringify(ATTACK),
    tags: `[${JSON.stringify(ATTACK)}]`,
    dependencies: JSON.stringify(`E02, ${ATTACK}`),
    owner: JSON.stringify(ATTACK),
  }),
};

/** What the text of a body may be made of: nothing that loads, runs, sends or covers anything. */
const FORBIDDEN = [
  'script, iframe, frame, object, embed, applet, link, meta, base, style, form, template, svg, math, portal',
  'img, picture, video, audio, source, track, [style], [src], [srcset], [srcdoc], [action], [formaction]',
  'input:not([type=checkbox][disabled])',
].join(', ');

/** A page, and a record of all that would be a success for an attacker. */
interface Guarded {
  readonly view: WatchedPage;
  readonly page: Page;
  readonly expectHarmless: () => Promise<void>;
}

async function openGuarded(browser: TestBrowser, url: string): Promise<Guarded> {
  const dialogs: string[] = [];
  const view = await browser.open(url, async (page) => {
    page.on('dialog', (dialog) => {
      dialogs.push(dialog.message());
      return dialog.dismiss();
    });
    await page.addInitScript(() => {
      const violations: string[] = [];
      Object.assign(globalThis, { violations });
      addEventListener('securitypolicyviolation', ({ violatedDirective }) =>
        violations.push(violatedDirective),
      );
    });
  });
  const { page } = view;
  return {
    view,
    page,
    async expectHarmless() {
      // What would run, runs before this: it takes the next turn of the page, and the one after a frame.
      const found = await page.evaluate(
        () =>
          new Promise<object>((resolve) => {
            requestAnimationFrame(() => {
              setTimeout(() => {
                const { owned, violations } = globalThis as { owned?: unknown; violations?: unknown };
                const named = (document as { location: unknown }).location === location;
                resolve({ owned, violations, named, handlers: handlers() });
              });
            });
            const handlers = () =>
              [...document.querySelectorAll('*')]
                .flatMap((element) => [...element.attributes])
                .filter(({ name }) => name.startsWith('on')).length;
          }),
      );
      expect(found).toEqual({ owned: undefined, violations: [], named: true, handlers: 0 });
      expect(dialogs).toEqual([]);
      view.expectNoFaults();
    },
  };
}

describe.skipIf(lacksBrowser)('a hostile spec, in a browser', { timeout: 60_000 }, () => {
  const browser = shareBrowser();

  test('is text on its page: nothing runs, nothing is loaded, and no policy has to stop anything', async () => {
    await using world = await serveDashboard(FILES);
    const { page, view, expectHarmless } = await openGuarded(browser(), world.at('/specs/E01'));
    await using _closed = view;
    await page.waitForSelector('.spec-body:has-text("End of the hostile file")');
    expect(await page.title()).toContain('<script>');
    expect(await page.locator('.spec-body').locator(FORBIDDEN).count()).toBe(0);
    await expectHarmless();

    // It changes while it is looked at, which draws it anew beside what was there.
    await world.server.tree.write('E01/spec.md', hostile.replaceAll('window.owned', 'window. owned'));
    await page.waitForSelector('.is-changed');
    expect(await page.locator('.spec-body').locator(FORBIDDEN).count()).toBe(0);
    await expectHarmless();

    await page.goto(world.at('/specs/E02'));
    await page.waitForSelector('.spec-body:has-text("End of the vectors")');
    expect(await page.locator('.spec-body').locator(FORBIDDEN).count()).toBe(0);
    await expectHarmless();
  });

  test('would be stopped by the policy of the page, were there a way into it', async () => {
    await using world = await serveDashboard(FILES);
    await using view = await browser().open(world.at());
    const { page } = view;
    await page.waitForSelector(rowOf('E01'));
    await page.evaluate(() => {
      const blocked: string[] = [];
      Object.assign(globalThis, { blocked });
      addEventListener('securitypolicyviolation', (event) => blocked.push(event.effectiveDirective));
      const add = (tag: string, attributes: object) =>
        document.body.append(Object.assign(document.createElement(tag), attributes));
      add('script', { textContent: 'window.owned = 1' });
      add('img', { src: 'https://evil.test/pixel.png' });
      add('iframe', { src: 'https://evil.test/' });
      add('style', { textContent: 'body { display: none }' });
      fetch('https://evil.test/').catch(() => undefined);
    });
    const blocked = () =>
      page.evaluate(() => (globalThis as unknown as { blocked: string[] }).blocked.sort());
    const all = ['connect-src', 'frame-src', 'img-src', 'script-src-elem', 'style-src-elem'];
    await expect.poll(blocked).toEqual(all);
    expect(await page.evaluate(() => (globalThis as { owned?: unknown }).owned)).toBeUndefined();
  });

  test('does no more by its metadata, in the list, in what has just changed, in the filter and on its page', async () => {
    await using world = await serveDashboard(FILES);
    const { page, view, expectHarmless } = await openGuarded(browser(), world.at());
    await using _closed = view;
    await page.waitForSelector(`${rowOf('E03')}:has-text("<img src=x")`);
    await world.server.tree.write('E03/spec.md', FILES['E03/spec.md'].replaceAll('owned=1', 'owned=2'));
    await page.waitForSelector(`${rowOf('E03')} .row-change:has-text("owned=2")`);
    await page.waitForSelector('.facet button:has-text("<script>")');
    await page.locator('.facet button:has-text("<script>")').first().click();
    await page.waitForSelector('.chip:has-text("<script>")');
    await page.reload();
    await page.waitForSelector('.chip:has-text("<script>")');
    await expectHarmless();
    await page.click(`${rowOf('E03')} .spec-title`);
    await page.waitForSelector('.spec-side:has-text("<script>")');
    await expectHarmless();
  });

  test('has links to web pages, mailboxes and specs, each of which goes where it says and nowhere else', async () => {
    await using world = await serveDashboard(FILES);
    const { context } = browser();
    const { page, view } = await openGuarded(browser(), world.at('/specs/E01'));
    await using _closed = view;
    const links = page.locator('.spec-body a[href]:not([href^="#"])');
    await page.waitForSelector('.spec-body a.spec-link');
    let opened = 0;
    for (const link of await links.all()) {
      const { href, target } = await link.evaluate((element) => {
        const { href, target } = element as HTMLAnchorElement;
        return { href, target };
      });
      if (target === '') {
        expect(href).toBe(world.at('/specs/E01-F01'));
        continue;
      }
      const [tab, request] = await Promise.all([
        context.waitForEvent('page'),
        context.waitForEvent('request'),
        link.click(),
      ]);
      expect(request.url()).toBe(href);
      expect(request.headers()).not.toHaveProperty('referer');
      expect(await tab.evaluate(() => opener as unknown)).toBeNull();
      await tab.close();
      opened += 1;
    }
    expect(opened).toBeGreaterThanOrEqual(3);
    expect(page.url()).toBe(world.at('/specs/E01'));

    await page.locator('.spec-body a.spec-link').first().click();
    await page.waitForSelector('h1:has-text("A spec that may be linked to")');
    expect(page.url()).toBe(world.at('/specs/E01-F01'));
    await page.goto(world.at('/specs/E02'));
    await page.waitForSelector('.spec-body a[href]');
    const schemes = await page
      .locator('.spec-body a[href]')
      .evaluateAll((all) => [...new Set(all.map((link) => (link as HTMLAnchorElement).protocol))].sort());
    expect(schemes.filter((scheme) => !['http:', 'https:', 'mailto:'].includes(scheme))).toEqual([]);
  });
});
