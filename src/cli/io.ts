/** Where text goes; a terminal says so. */
export interface TextOutput {
  readonly isTTY?: boolean;
  /** `false` says that it has no room for more as yet; `drain` says when it has again. */
  write(text: string): unknown;
  once?(event: 'drain', listener: () => void): unknown;
}

/** What a command may touch of the process it runs in. */
export interface Io {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdout: TextOutput;
  readonly stderr: TextOutput;
  /** Calls back when the process is asked to end, until the returned function is called. */
  onEndRequest(listener: () => void): () => void;
  /** Ends the process at once. */
  exit(code: number): void;
}

/** What the process ends with. */
export const EXIT = { ok: 0, fault: 1, usage: 2 } as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
