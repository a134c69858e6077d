// Imports every entry of the package that is installed in the working directory.
// Usage: node --input-type=module <import-all.mjs
import { readFileSync } from 'node:fs';

const manifest = JSON.parse(readFileSync('node_modules/specwire/package.json', 'utf8'));
const peers = Object.keys(manifest.peerDependencies ?? {});

for (const [subpath, target] of Object.entries(manifest.exports)) {
  if (!target.default?.endsWith('.js')) continue;
  const entry = subpath.replace('.', 'specwire');
  try {
    const names = Object.keys(await import(entry));
    if (names.length === 0) throw new Error(`${entry} exports nothing`);
    console.log(`import: ${entry} has ${names.join(', ')}`);
  } catch (error) {
    const peer = peers.find((name) => error.message.includes(`'${name}'`));
    if (error.code !== 'ERR_MODULE_NOT_FOUND' || !peer) throw error;
    console.log(`import: ${entry} asks for ${peer}, which users bring`);
  }
}
