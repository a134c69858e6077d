import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { reasonIn } from './reason.ts';

/** How long an answer may take, in milliseconds. */
const ANSWER_MS = 60_000;
const KEPT_CHARACTERS = 4_000;

interface Message {
  readonly kind: string;
}

interface Waiting {
  readonly kind: string;
  readonly resolve: (message: never) => void;
  readonly reject: (error: Error) => void;
}

/** A process that is told things and answers; disposing it ends it. */
export class Child<TTo extends Message, TFrom extends Message> implements AsyncDisposable {
  readonly #name: string;
  readonly #process: ChildProcess;
  readonly #waiting = new Set<Waiting>();
  readonly #onMessage: (message: TFrom) => void;
  #failure: Error | undefined;
  #isEnding = false;
  /** The end of what it wrote to standard error. */
  #complaint = '';

  /**
   * @param module relative to this folder
   * @param settings handed over as JSON
   * @param onMessage hears of every message
   */
  constructor(name: string, module: string, settings: object, onMessage: (message: TFrom) => void) {
    this.#name = name;
    this.#onMessage = onMessage;
    this.#process = fork(fileURLToPath(new URL(module, import.meta.url)), [JSON.stringify(settings)], {
      execArgv: ['--expose-gc'],
      env: { ...process.env, NODE_ENV: 'production', NODE_NO_WARNINGS: '1' },
      stdio: ['ignore', 'inherit', 'pipe', 'ipc'],
    });
    this.#process.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#complaint = (this.#complaint + text).slice(-KEPT_CHARACTERS);
    });
    this.#process.on('message', (message) => this.#take(message as TFrom));
    // Not at its exit: what it said in the end comes after that.
    this.#process.on('close', (code, signal) => {
      if (!this.#isEnding)
        this.fail(new Error(`${name} ended with ${signal ?? `code ${code}`}${this.#reason}`));
    });
  }

  get pid(): number {
    return this.#process.pid ?? 0;
  }

  /** Whether it has ended, or said that something went wrong. */
  get failure(): Error | undefined {
    return this.#failure;
  }

  tell(message: TTo): void {
    if (this.#process.connected) this.#process.send(message);
  }

  /** The next message of a kind. @throws when the process fails or does not answer */
  async next<K extends TFrom['kind']>(kind: K, withinMs = ANSWER_MS): Promise<TFrom & { kind: K }> {
    if (this.#failure) throw this.#failure;
    const { promise, resolve, reject } = Promise.withResolvers<TFrom & { kind: K }>();
    const waiting: Waiting = { kind, resolve, reject };
    this.#waiting.add(waiting);
    const timer = setTimeout(
      () => reject(new Error(`${this.#name}: no ${kind} within ${withinMs / 1000} s.`)),
      withinMs,
    );
    try {
      return await promise;
    } finally {
      clearTimeout(timer);
      this.#waiting.delete(waiting);
    }
  }

  fail(error: Error): void {
    this.#failure ??= error;
    for (const { reject } of this.#waiting) reject(this.#failure);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isEnding = true;
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    const ended = once(this.#process, 'exit');
    this.#process.kill('SIGKILL');
    await ended;
  }

  get #reason(): string {
    const reason = reasonIn(this.#complaint);
    return reason === undefined ? '.' : `: ${reason}`;
  }

  #take(message: TFrom): void {
    this.#onMessage(message);
    for (const waiting of this.#waiting) if (waiting.kind === message.kind) waiting.resolve(message as never);
  }
}
