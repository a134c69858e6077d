// Bundles what a page imports from the installed package, as a page's own build would, and says what it weighs.
// Usage: node browser-bundle.mjs <project in which the package is installed>
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const MAX_GZIP_BYTES = 30_000;
/** Documents are texts, or compiled before: a page has no use for these. */
const UNWANTED =
  /node_modules\/(graphql\/(language\/(parser|lexer)|validation|execution|utilities)|zod|yaml|@pothos)/;

const project = process.argv[2];
const manifest = JSON.parse(readFileSync(join(project, 'node_modules/specwire/package.json'), 'utf8'));
const peers = Object.keys(manifest.peerDependencies ?? {}).filter((name) => name !== 'graphql');

/** Throws where the entry needs what a browser has not, such as a module of Node's. */
async function bundle(code, plugins = []) {
  const { outputFiles, metafile } = await build({
    stdin: { contents: code, resolveDir: project },
    bundle: true,
    minify: true,
    platform: 'browser',
    format: 'esm',
    external: peers.flatMap((name) => [name, `${name}/*`]),
    metafile: true,
    write: false,
    logLevel: 'error',
    plugins,
  });
  const [{ contents }] = outputFiles;
  const [{ inputs }] = Object.values(metafile.outputs);
  const parts = Object.entries(inputs).filter(([, { bytesInOutput }]) => bytesInOutput > 0);
  return { bytes: contents.length, gzipBytes: gzipSync(contents, { level: 9 }).length, parts };
}

const kB = (bytes) => `${(bytes / 1_000).toFixed(1)} kB`;
const sizeOf = ({ bytes, gzipBytes }) => `${kB(bytes)} minified, ${kB(gzipBytes)} gzipped`;

function fail(message) {
  console.error(`browser bundle: ${message}`);
  process.exit(1);
}

/** What each package adds to a bundle, the heaviest first. */
function weights(parts) {
  const weights = new Map();
  for (const [file, { bytesInOutput }] of parts) {
    const name = /.*node_modules\/((@[^/]+\/)?[^/]+)/.exec(file)?.[1];
    if (name) weights.set(name, (weights.get(name) ?? 0) + bytesInOutput);
  }
  return [...weights].sort(([, a], [, b]) => b - a);
}

/** Leaves graphql's `print` out, which only parsed documents need. */
const withoutPrinter = {
  name: 'without-printer',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^graphql$/ }, ({ importer }) =>
      importer.includes('node_modules/specwire/') ? { path: 'graphql', namespace: 'stub' } : undefined,
    );
    onLoad({ filter: /.*/, namespace: 'stub' }, () => ({
      contents: `export * from 'graphql'; export const print = String;`,
      resolveDir: project,
    }));
  },
};

for (const subpath of Object.keys(manifest.exports).filter((path) => path.startsWith('./client'))) {
  const entry = subpath.replace('.', 'specwire');
  const whole = await bundle(`export * from '${entry}';`);
  console.log(`browser bundle: all of ${entry} is ${sizeOf(whole)}`);
  for (const [file] of whole.parts) if (UNWANTED.test(file)) fail(`${entry} brings ${file}`);
}

const PAGE = `
  import { createSpecClient } from 'specwire/client';
  globalThis.client = createSpecClient({ url: '/graphql' });
`;
const page = await bundle(PAGE);
console.log(`browser bundle: a page's client is ${sizeOf(page)}`);
for (const [name, bytes] of weights(page.parts)) console.log(`  ${kB(bytes)} of ${name}`);
const texts = await bundle(PAGE, [withoutPrinter]);
console.log(`  ${kB(page.gzipBytes - texts.gzipBytes)} gzipped of this is for printing parsed documents`);
if (page.gzipBytes > MAX_GZIP_BYTES) fail(`more than ${kB(MAX_GZIP_BYTES)} gzipped`);
