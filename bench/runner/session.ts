import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type {
  Audience,
  FromLoad,
  FromTarget,
  LoadReport,
  LoadSettings,
  TargetSettings,
  ToLoad,
  ToTarget,
  Usage,
} from '../event/messages.ts';
import { Child } from './child.ts';
import { TARGETS, type TargetName } from './targets.ts';

/** How long nothing may arrive while something is due, in milliseconds. */
const STALLED_MS = 60_000;
/** How long a storm may take until it is served, in milliseconds. */
export const STORM_MS = 300_000;
/** How long subscribing may go on behind what clients see of it, in milliseconds. */
const QUIET_MS = 300;
/** How long a process that ends has for saying why, in milliseconds. */
const LAST_WORDS_MS = 300;
/** How many clients are on their way at a time, where it is not a storm. */
const CALMLY = 200;

/** What is measured, and with which load. */
export interface SessionOptions {
  readonly target: TargetName;
  /** The root of the checkout of Specwire that is measured. */
  readonly checkout: string;
  readonly specs: number;
  readonly audience: Audience;
  /** Clients that may be held back. @default 0 */
  readonly slowClients?: number;
  /** Fills the folder that Specwire serves, before it is served. */
  readonly fill?: (folder: string) => Promise<void>;
}

/** How events are published one by one. */
export interface Pace {
  /** Most events that have not reached everyone. */
  readonly inFlight: number;
  readonly durationMs: number;
}

/** A target and the load on it, each a process of its own; disposing it ends both. */
export class Session implements AsyncDisposable {
  readonly folder: string;
  readonly #options: SessionOptions;
  readonly #target: Child<ToTarget, FromTarget>;
  #load: Child<ToLoad, FromLoad> | undefined;
  #port = 0;
  #published = 0;
  #completed = 0;

  static async start(options: SessionOptions): Promise<Session> {
    const folder = await mkdtemp(join(tmpdir(), 'specwire-bench-'));
    await options.fill?.(folder);
    const session = new Session(options, folder);
    try {
      const { port } = await session.#target.next('listening');
      session.#port = port;
      session.startLoad();
      return session;
    } catch (error) {
      await session[Symbol.asyncDispose]();
      throw error;
    }
  }

  private constructor(options: SessionOptions, folder: string) {
    const { target, checkout, specs, audience } = options;
    this.folder = folder;
    this.#options = options;
    const settings: TargetSettings = {
      specs,
      isSelective: audience === 'one-spec-each' || audience === 'mixed',
      checkout,
      folder,
    };
    this.#target = new Child<ToTarget, FromTarget>(target, TARGETS[target].module, settings, () => undefined);
  }

  /** How many events have reached everyone. */
  get completed(): number {
    return this.#completed;
  }

  /** Begins with a new process of load; the one before must have been ended. */
  startLoad(): void {
    const { target, specs, audience, slowClients = 0 } = this.#options;
    const { dialect } = TARGETS[target];
    const settings: LoadSettings = { dialect, port: this.#port, specs, audience, slowClients };
    const load = new Child<ToLoad, FromLoad>('The load', '../load/load.ts', settings, (message) => {
      if (message.kind === 'progress') this.#completed = message.completed;
      if (message.kind === 'failed') load.fail(new Error(message.message));
    });
    this.#completed = 0;
    this.#load = load;
  }

  async endLoad(): Promise<void> {
    await this.#load?.[Symbol.asyncDispose]();
  }

  /** Opens clients, and waits until the target has nothing more to do about it. */
  async open(
    count: number,
    { atOnce = CALMLY, since }: { readonly atOnce?: number; readonly since?: string | undefined } = {},
  ): Promise<FromLoad & { kind: 'opened' }> {
    this.tellLoad({ kind: 'open', count, atOnce, ...(since === undefined ? {} : { since }) });
    const opened = await this.#loaded.next('opened', STORM_MS);
    if (since === undefined) await wait(QUIET_MS);
    await this.usage();
    return opened;
  }

  tellLoad(message: ToLoad): void {
    this.#loaded.tell(message);
  }

  /** Publishes events: each in a turn of its own, or together in one. */
  publish(count: number, together = false): void {
    this.#published += count;
    this.#target.tell({ kind: 'publish', count, together });
  }

  /** Publishes for as long as the pace says, then waits until everyone has everything. */
  async pace({ inFlight, durationMs }: Pace): Promise<void> {
    const endsAt = performance.now() + durationMs;
    while (performance.now() < endsAt) {
      const room = inFlight - (this.#published - this.#completed);
      if (room > 0) this.publish(room);
      await this.#progress();
    }
    await this.complete();
  }

  /** Waits until everyone has everything that was published; `stalledMs` is how long nothing may become complete. */
  async complete(stalledMs = STALLED_MS): Promise<void> {
    while (this.#completed < this.#published) await this.#progress(stalledMs);
  }

  async usage(collect = false): Promise<Usage> {
    this.#target.tell({ kind: 'measure', collect });
    return (await this.#target.next('usage')).usage;
  }

  async report(): Promise<LoadReport> {
    this.tellLoad({ kind: 'report' });
    return this.nextReport();
  }

  async nextReport(withinMs?: number): Promise<LoadReport> {
    return (await this.#loaded.next('report', withinMs)).report;
  }

  /** The most memory that the target ever had, in bytes. */
  async peakRssBytes(): Promise<number> {
    const status = await readFile(`/proc/${this.#target.pid}/status`, 'utf8');
    return Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1] ?? Number.NaN) * 1024;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.endLoad();
    await this.#target[Symbol.asyncDispose]();
    await rm(this.folder, { recursive: true, force: true });
  }

  get #loaded(): Child<ToLoad, FromLoad> {
    if (!this.#load) throw new Error('There is no load.');
    return this.#load;
  }

  async #progress(stalledMs = STALLED_MS): Promise<void> {
    if (this.#target.failure) throw this.#target.failure;
    await this.#loaded.next('progress', stalledMs).catch(async (error: Error) => {
      // Clients learn of the target's end before its process has ended.
      await wait(LAST_WORDS_MS);
      const due = `Event ${this.#completed} of ${this.#published} did not reach everyone`;
      throw this.#target.failure ?? new Error(`${due}: ${error.message}`, { cause: error });
    });
  }
}
