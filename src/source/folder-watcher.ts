/** What a watcher reports. Paths are relative to the watched folder, with `/`; events are hints, not the truth. */
export interface WatchHandlers {
  /** Whether events of a file by this path are wanted; asked again at each event, the answer may change. */
  concerns(path: string): boolean;
  /** A file or link appeared, changed or vanished. */
  onFile(path: string): void;
  /** A folder appeared or vanished; `''` is the watched folder itself. */
  onFolder(path: string): void;
  /** The watcher has failed, in whole or in part; nothing may be expected of it any more. */
  onError(error: unknown): void;
}

/** A watcher at work. */
export interface FolderWatcher {
  /** Resolves when every change from then on is reported. Need not settle once the watcher has failed. */
  readonly ready: Promise<void>;
  /** Ends it; no handler is called afterwards. */
  close(): Promise<void>;
}

/** Begins to watch a folder, given by its absolute, real path. */
export type WatchFolder = (root: string, handlers: WatchHandlers) => FolderWatcher;
