import { defineConfig } from 'vite';

export default defineConfig({
  // While the page is worked on: `specwire serve` beside it.
  server: { proxy: { '/graphql': { target: 'http://127.0.0.1:4000', ws: true } } },
  build: {
    outDir: '../../dist/dashboard',
    emptyOutDir: true,
    // The first ones with `light-dark()`, which all colours are made of.
    target: ['chrome123', 'firefox120', 'safari17.5'],
    // The page's policy allows files of the server alone.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    license: { fileName: 'licenses.md' },
  },
});
