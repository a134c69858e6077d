import { createServer, type Specwire, type SpecwireOptions } from '../../src/create-server.ts';
import type { LocalLog } from '../../src/log/change-log.ts';
import { createSpecTree, type SpecTree } from './spec-tree.ts';

/** A server for a temporary tree, on a free port. */
export interface TestServer extends AsyncDisposable {
  readonly tree: SpecTree;
  readonly url: URL;
  /** The log is in memory, so that a test may commit what no file says. */
  readonly services: Specwire['services'] & { readonly log: LocalLog };
  /** Ends this server and starts another for the same tree, on the same port; a piece may be run in between. */
  restart(meanwhile?: () => Promise<void>): Promise<void>;
  /** Shuts down in good order, over so many milliseconds. */
  drain(overMs: number): Promise<void>;
}

export async function startServer(
  files: Readonly<Record<string, string>> = {},
  options: Partial<SpecwireOptions> = {},
): Promise<TestServer> {
  const tree = await createSpecTree(files);
  const start = (port: number) =>
    createServer({ folder: tree.folder, settleMs: 20, maxSettleMs: 200, port, ...options });
  let server = await start(0);
  return {
    tree,
    get url() {
      return server.url;
    },
    get services() {
      return server.services as TestServer['services'];
    },
    drain: (overMs) => server.drain(overMs),
    async restart(meanwhile) {
      const port = Number(server.url.port);
      await server[Symbol.asyncDispose]();
      await meanwhile?.();
      server = await start(port);
    },
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      await tree[Symbol.asyncDispose]();
    },
  };
}
