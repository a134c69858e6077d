// Around `npm pack`: takes what only a clone needs (a Node of its own, the tools) out of package.json, and puts it
// back afterwards.
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';

const MANIFEST = 'package.json';
const KEPT = 'package.json.kept';
const FOR_CLONES = ['optionalDependencies', 'devDependencies', 'allowScripts', 'scripts'];

const command = process.argv[2];
if (command === 'strip') {
  if (existsSync(KEPT))
    throw new Error(`${KEPT} is left from a pack that failed: move it back to ${MANIFEST}.`);
  const text = readFileSync(MANIFEST, 'utf8');
  const manifest = JSON.parse(text);
  for (const part of FOR_CLONES) delete manifest[part];
  writeFileSync(KEPT, text);
  writeFileSync(MANIFEST, `${JSON.stringify(manifest, null, 2)}\n`);
} else if (command === 'restore') {
  renameSync(KEPT, MANIFEST);
} else {
  throw new Error(`Expected strip or restore, got ${command}.`);
}
