import type { Io } from '../../src/cli/io.ts';
import { Waiter } from './waiter.ts';

/** A process for a command to run in, whose output can be read and which can be asked to end. */
export function createIo(env: Record<string, string> = {}, isTTY = false) {
  const written = { stdout: '', stderr: '' };
  const listeners = new Set<() => void>();
  const exits: number[] = [];
  const firstLine = Promise.withResolvers<string>();
  const lines = new Waiter<string>();
  const notices = new Waiter<string>();
  const io: Io = {
    env,
    stdout: {
      isTTY,
      write: (text) => {
        written.stdout += text;
        firstLine.resolve(written.stdout);
        lines.put(text);
      },
    },
    stderr: {
      isTTY,
      write: (text) => {
        written.stderr += text;
        notices.put(text);
      },
    },
    onEndRequest(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    exit: (code) => exits.push(code),
  };
  return {
    io,
    written,
    exits,
    listeners,
    firstLine: firstLine.promise,
    /** What was written to standard output, one write after the other. */
    lines,
    /** The same of standard error. */
    notices,
    askToEnd: () => {
      for (const listener of listeners) listener();
    },
  };
}
