import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { SpecFormat } from '../../src/format/format.ts';
import type { FolderSourceOptions } from '../../src/source/folder-source-options.ts';
import { createFolderSource } from '../../src/source/folder-source.ts';
import type { FolderWatcher, WatchFolder, WatchHandlers } from '../../src/source/folder-watcher.ts';
import type { SpecSource } from '../../src/source/spec-source.ts';
import type { FileReading } from '../../src/spec/parsed-file.ts';

/**
 * One spec a file, its ID from a line `id: X` or else from the file's name. A text is unfinished when it is empty
 * or `<<` in it lacks its `>>`.
 */
export const fakeFormat: SpecFormat = {
  name: 'fake',
  matches: (path) => path.endsWith('.spec.md'),
  looksUnfinished(bytes) {
    const text = new TextDecoder().decode(bytes);
    return text.length === 0 || text.lastIndexOf('<<') > text.lastIndexOf('>>');
  },
  parse({ path, bytes, revision, modifiedAtMs }) {
    const fault = (code: string): FileReading & { kind: 'faulty' } => ({
      kind: 'faulty',
      path,
      problems: [{ code, message: code, path, line: null }],
    });
    if (bytes.length === 0) return fault('EMPTY_FILE');
    let body: string;
    try {
      body = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    } catch {
      return fault('NOT_TEXT');
    }
    const id = /^id: (\S+)/m.exec(body)?.[1] ?? path.replace(/^.*\//, '').replace(/\.spec\.md$/, '');
    const spec = {
      id,
      title: id,
      type: 'spec',
      status: null,
      priority: null,
      parentId: null,
      dependencyIds: [],
      tags: [],
      created: null,
      updated: null,
      path,
      revision,
      modifiedAtMs,
      metadata: {},
      body,
      checklist: { total: 0, done: 0 },
      problems: [],
    };
    const parsed = { spec, claim: 'path', declaredChildren: [], lines: new Map() } as const;
    return { kind: 'parsed', path, specs: [parsed], problems: [] };
  },
};

/** A reading in one short text: `a.spec.md: body`, `a.spec.md gone`, `a.spec.md! CODE`. */
export function brief(reading: FileReading): string {
  switch (reading.kind) {
    case 'parsed':
      return `${reading.path}: ${reading.specs.map(({ spec }) => spec.body).join('|')}`;
    case 'faulty':
      return `${reading.path}! ${reading.problems.map(({ code }) => code).join(',')}`;
    case 'gone':
      return `${reading.path} gone`;
  }
}

const TIMEOUT_MS = 8000;

/** Waits for something that events bring about. */
export async function waitUntil(what: string, isSo: () => boolean): Promise<void> {
  const end = Date.now() + TIMEOUT_MS;
  while (!isSo()) {
    if (Date.now() > end) throw new Error(`Waited in vain: ${what}`);
    await new Promise((done) => setTimeout(done, 5));
  }
}

export const sleep = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

/** A source at work in a folder of its own. */
export interface Watched extends AsyncDisposable {
  readonly folder: string;
  readonly source: SpecSource;
  readonly problems: string[];
  /** All batches since the start, each in brief and sorted; the first is at 0. */
  readonly batches: string[][];
  /** The last reading of each path that is not gone, in brief. */
  readonly folded: ReadonlyMap<string, string>;
  at(path: string): string;
  /** Writes a file, and its folders where they are missing. */
  write(path: string, data: string | Uint8Array): Promise<void>;
  /** The next batch that was not asked for yet. */
  next(): Promise<string[]>;
  /** All batches up to the one that holds a new marker file, without the marker: empty proves silence. */
  untilMarker(): Promise<string[][]>;
}

export type SourceSettings = Partial<Omit<FolderSourceOptions, 'onReadings'>> & {
  readonly onReadings?: FolderSourceOptions['onReadings'];
};

/** Writes a file into a folder, with the folders above it. */
async function writeInto(folder: string, path: string, data: string | Uint8Array): Promise<void> {
  await mkdir(dirname(join(folder, path)), { recursive: true });
  await writeFile(join(folder, path), data);
}

/** Creates a folder with these files; disposing removes it. */
export async function createFolder(files: Record<string, string> = {}) {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'specwire-source-')));
  const write = (path: string, data: string | Uint8Array): Promise<void> => writeInto(folder, path, data);
  for (const [path, text] of Object.entries(files)) await write(path, text);
  return {
    folder,
    write,
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}

/** Creates a folder with these files and a started source on it. */
export async function watchFiles(
  files: Record<string, string> = {},
  settings: SourceSettings = {},
): Promise<Watched> {
  const own = await createFolder(files);
  const folder = settings.folder ?? own.folder;
  const batches: string[][] = [];
  const problems: string[] = [];
  const folded = new Map<string, string>();
  let asked = 1;
  let markers = 0;
  const write = (path: string, data: string | Uint8Array): Promise<void> => writeInto(folder, path, data);
  const source = createFolderSource({
    folder,
    format: fakeFormat,
    rescanSeconds: 0,
    onProblem: (message, error) => problems.push(`${message}: ${String(error)}`),
    ...settings,
    onReadings(readings, signal) {
      batches.push(readings.map(brief).sort());
      for (const reading of readings) {
        if (reading.kind === 'gone') folded.delete(reading.path);
        else folded.set(reading.path, brief(reading));
      }
      return settings.onReadings?.(readings, signal);
    },
  });
  await source.start();
  const next = async (): Promise<string[]> => {
    await waitUntil(`batch ${asked}`, () => batches.length > asked);
    asked += 1;
    return batches[asked - 1] as string[];
  };
  return {
    folder,
    source,
    problems,
    batches,
    folded,
    at: (path) => join(folder, path),
    write,
    next,
    async untilMarker() {
      markers += 1;
      const marker = `marker-${markers}.spec.md`;
      await write(marker, 'here');
      const before: string[][] = [];
      for (;;) {
        const batch = await next();
        const rest = batch.filter((each) => each !== `${marker}: here`);
        if (rest.length > 0) before.push(rest);
        if (rest.length < batch.length) return before;
      }
    },
    async [Symbol.asyncDispose]() {
      await source[Symbol.asyncDispose]();
      await own[Symbol.asyncDispose]();
    },
  };
}

/** A watcher that reports what a test tells it to, and nothing by itself. */
export interface ScriptedWatcher {
  readonly watchFolder: WatchFolder;
  /** The handlers of the watchers that were opened, in order. */
  readonly opened: WatchHandlers[];
  readonly closed: () => number;
  /** Watchers opened from now on fail with this error; `undefined`: they work. */
  failWith: Error | undefined;
}

export function createScriptedWatcher(): ScriptedWatcher {
  const opened: WatchHandlers[] = [];
  let closed = 0;
  const scripted: ScriptedWatcher = {
    opened,
    closed: () => closed,
    failWith: undefined,
    watchFolder(_root, handlers): FolderWatcher {
      opened.push(handlers);
      const { failWith } = scripted;
      if (failWith !== undefined) queueMicrotask(() => handlers.onError(failWith));
      return {
        ready: failWith === undefined ? Promise.resolve() : new Promise(() => {}),
        close: async () => {
          closed += 1;
        },
      };
    },
  };
  return scripted;
}
