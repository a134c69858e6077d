import { BROWSER_RECIPES } from './recipes.ts';

/** Runs in a page: shows what a recipe gives as the page's own text, titles by ID. */
function follow(name: string, url: string): void {
  const show = (text: string) => {
    document.body.textContent = text;
  };
  const recipe = BROWSER_RECIPES[name];
  if (!recipe) return show(`There is no recipe "${name}".`);
  recipe(
    url,
    { statuses: ['draft'] },
    {
      show: (specs) => show(JSON.stringify(Object.fromEntries(specs.map(({ id, title }) => [id, title])))),
      fail: (error) => show(`Failed: ${String(error)}`),
    },
  );
}

const asked = new URL(location.href).searchParams;
follow(asked.get('recipe') ?? '', asked.get('url') ?? '');
