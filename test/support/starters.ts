import { execFile } from 'node:child_process';
import { cp, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build, preview, type Plugin } from 'vite';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const run = promisify(execFile);

/** The projects below `examples` that a team copies to begin with. */
export const STARTERS = ['apollo-dashboard', 'urql-dashboard'] as const;

/** A starter, generated and built in a folder of its own; disposing removes that. */
export interface BuiltStarter extends AsyncDisposable {
  /** Serves it as its own `npm run preview` does, and passes on to a server what the page asks that. */
  serve(specwire: URL): Promise<{ readonly url: string } & AsyncDisposable>;
}

/** Lets a test end the page's React tree while the page stays: `unmount()`. */
const unmountable: Plugin = {
  name: 'unmountable',
  transform: (code, id) =>
    id.endsWith('/src/main.tsx') ? `${code}\nglobalThis.unmount = () => root.unmount();` : undefined,
};

/**
 * Builds a starter over the client's sources, with the packages that are installed here. React and Apollo are those of
 * development, as a test's environment has it: they check more, and in strict mode all is mounted twice.
 */
export async function buildStarter(name: (typeof STARTERS)[number]): Promise<BuiltStarter> {
  const folder = await mkdtemp(join(tmpdir(), `specwire-${name}-`));
  await cp(join(ROOT, 'examples', name), folder, {
    recursive: true,
    filter: (path) => !['node_modules', 'dist', 'gql'].includes(basename(path)),
  });
  await cp(join(ROOT, 'schema/schema.graphql'), join(folder, 'schema.graphql'));
  await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  await run(join(folder, 'node_modules/.bin/graphql-codegen'), ['--config', 'codegen.ts'], { cwd: folder });
  await build({
    root: folder,
    logLevel: 'warn',
    plugins: [unmountable],
    build: { chunkSizeWarningLimit: Infinity },
    resolve: {
      alias: [
        { find: /^specwire\/client$/, replacement: join(ROOT, 'src/client/index.ts') },
        { find: /^specwire\/client\/(.*)/, replacement: join(ROOT, 'src/client/$1.ts') },
      ],
    },
  });
  return {
    async serve({ origin }) {
      await writeFile(join(folder, '.env.local'), `VITE_SPECWIRE_URL=${origin}\n`);
      const server = await preview({
        root: folder,
        logLevel: 'silent',
        preview: { host: '127.0.0.1', port: 0 },
      });
      const { port } = server.httpServer.address() as AddressInfo;
      return {
        url: `http://127.0.0.1:${port}/`,
        [Symbol.asyncDispose]: () => server.close(),
      };
    },
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}
