// Checks what an unpacked tarball holds: what users run, read and compile against, and nothing beside it.
// Usage: node packed-files.mjs <folder>
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';

/** What a browser loads of the dashboard, built. */
const PAGE = /^dist\/dashboard\/([\w-]+\/)*[\w.-]+\.(html|js|css|svg|png|ico|woff2)$/;
/** Each file is one of these; `dist` has no maps, since its JavaScript is the source less its types. */
const ALLOWED = [
  /^dist\/dashboard\/licenses\.md$/,
  /^(package\.json|README\.md|CHANGELOG\.md|LICENSE)$/,
  /^dist\/([\w-]+\/)*[\w-]+\.(js|d\.ts)$/,
  PAGE,
  /^schema\/(schema\.graphql|PROTOCOL\.md)$/,
  /^schema\/operations\/[\w-]+\.graphql$/,
];
/** What an editor and users of each way of installing look for. */
const REQUIRED = ['README.md', 'CHANGELOG.md', 'LICENSE', 'schema/schema.graphql', 'schema/PROTOCOL.md'];
/** What only a clone needs. */
const FOR_CLONES = ['scripts', 'devDependencies', 'optionalDependencies', 'allowScripts'];

const folder = process.argv[2];
const files = readdirSync(folder, { recursive: true, withFileTypes: true })
  .filter((entry) => !entry.isDirectory())
  .map(({ parentPath, name }) => relative(folder, join(parentPath, name)).split(sep).join('/'));
const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));

const faults = [];
for (const file of files) {
  if (!ALLOWED.some((pattern) => pattern.test(file))) faults.push(`${file} is none of what is published`);
  if (!file.endsWith('.js')) continue;
  const text = readFileSync(join(folder, file), 'utf8');
  if (text.includes('sourceMappingURL')) faults.push(`${file} points to a source map, which is not packed`);
  if (!PAGE.test(file) && !existsSync(join(folder, file.replace(/\.js$/, '.d.ts'))))
    faults.push(`${file} has no types`);
}
for (const file of REQUIRED) if (!files.includes(file)) faults.push(`${file} is missing`);
for (const part of FOR_CLONES) {
  if (part in manifest) faults.push(`package.json has ${part}, which are for a clone`);
}

for (const fault of faults) console.error(`packed files: ${fault}`);
if (faults.length > 0) process.exit(1);
const topLevel = [...new Set(files.map((file) => file.split('/')[0]))];
console.log(`packed files: ${files.length}, in ${topLevel.join(', ')}`);
