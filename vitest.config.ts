import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  // graphql ships two builds; without this vitest loads both and `instanceof` fails between them.
  ssr: { resolve: { conditions: ['module', 'node'] } },
  // As `paths` in tsconfig.json: the recipes import the package by its name.
  resolve: {
    alias: [
      { find: 'specwire/client/', replacement: fileURLToPath(new URL('src/client/', import.meta.url)) },
      {
        find: /^specwire\/client$/,
        replacement: fileURLToPath(new URL('src/client/index.ts', import.meta.url)),
      },
    ],
  },
  test: {
    include: ['test/**/*.test.{ts,tsx}'],
    globalSetup: ['./test/support/dashboards-folder.ts'],
    setupFiles: ['./test/support/property-seed.ts'],
    reporters: ['default', './test/support/summary-reporter.ts'],
    // Busy machines are slow; what comes at all comes within this.
    expect: { poll: { timeout: 10_000 } },
    testTimeout: 60_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
    coverage: {
      provider: 'v8',
      include: ['src/**/*.ts'],
      exclude: [
        'src/client/generated/**',
        // What only a browser can run, and tests in one do.
        'src/dashboard/{components,hooks,page}/**',
        'src/dashboard/{main.tsx,vite.config.ts}',
      ],
      reporter: ['text-summary', ['text', { file: 'coverage.txt' }]],
      thresholds: { lines: 90, branches: 90 },
    },
  },
});
