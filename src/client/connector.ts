import { Attempt } from './attempt.ts';
import { SpecClientError } from './client-error.ts';
import { IDLE, type ClientStatus } from './client-status.ts';
import { Experience } from './experience.ts';
import { weightOf, type Loss } from './loss.ts';
import { Renewal } from './renewal.ts';
import { longestWaitMs, waitMs, type Timing } from './timing.ts';
import type { TokenSource } from './token-source.ts';
import type { Connection, Transport } from './transport.ts';
import { wordsOf } from './words-of.ts';

export interface ConnectorOptions {
  /** The ways to the server, the preferred one first; at least one. */
  readonly transports: readonly Transport[];
  readonly token: TokenSource;
  readonly timing: Timing;
  /** From 0 to 1. */
  readonly random: () => number;
  /** Called with each connection that comes to carry what there is, and is to be left for another by then. */
  readonly onConnected: (connection: Connection) => void;
  /** Called when there is no connection any more. */
  readonly onLost: (loss: Loss) => void;
  /** Called when the server lets this client in no more; it is not asked again before `start`. */
  readonly onRefused: (error: SpecClientError) => void;
  readonly onStatus: (status: ClientStatus) => void;
}

/**
 * Keeps one connection to the server: by the transport that is preferred where that gets through, else by the next one,
 * until a later attempt succeeds. Each round tries all of them; between rounds it waits.
 */
export class Connector {
  readonly #options: ConnectorOptions;
  readonly #experience: Experience[];
  readonly #renewal: Renewal;
  readonly #attempts = new Set<Attempt>();
  /** What carries everything. */
  #current: Attempt | undefined;
  /** Those that this round has not tried. */
  #untried: number[] = [];
  #token: string | undefined;
  #isWanted = false;
  /** Whether the server has said no to a token, and another one is being tried. */
  #isTokenRetried = false;
  /** Rounds in a row without a connection that lasted. */
  #failures = 0;
  /** Connections in a row that did not last, whatever ended them. */
  #shortLives = 0;
  /** Rounds are told apart, for one may be given up while it waits for a token. */
  #round = 0;
  #worst: Loss | undefined;
  #timers: Timers = {};
  #status: ClientStatus = IDLE;

  constructor(options: ConnectorOptions) {
    this.#options = options;
    const { transports, token, timing, random } = options;
    const onToken = (token: string) => this.#current?.ask(token);
    this.#renewal = new Renewal({ token, timing, random, onToken });
    this.#experience = transports.map(() => new Experience(timing, random));
  }

  get status(): ClientStatus {
    return this.#status;
  }

  /** Begins to connect, unless it does already. */
  start(): void {
    if (this.#isWanted) return;
    this.#isWanted = true;
    this.#failures = 0;
    this.#shortLives = 0;
    this.#say({ state: 'connecting', reason: null });
    this.#begin();
  }

  /** Ends the connection, and every attempt at one. */
  stop(): void {
    if (!this.#isWanted) return;
    this.#isWanted = false;
    this.#giveUp();
    this.#say({ state: 'idle', reason: null });
  }

  /** Does now what it would do later: the network has come back, the page is looked at again. */
  hurry(): void {
    if (!this.#isWanted) return;
    if (this.#timers.retry !== undefined) {
      // What did not get through before may do now.
      for (const experience of this.#experience) experience.unblock();
      return this.#begin();
    }
    if (!this.#current) return;
    this.#current.ask();
    if (this.#current.rank === 0) return;
    // One that is under way began on the network as it was.
    for (const attempt of this.#attempts) this.#drop(attempt);
    void this.#tryPreferred();
  }

  #begin(): void {
    this.#clear('retry');
    // What the round before has not tried must not be tried with its token.
    this.#clear('patience');
    this.#untried = [];
    this.#worst = undefined;
    const round = (this.#round += 1);
    this.#say({ retryAtMs: null });
    // Whoever was told may have stopped it.
    if (this.#isWanted && round === this.#round) void this.#tryAll(round);
  }

  /** Tries every transport, in order, beginning with those that got through when they were tried last. */
  async #tryAll(round: number): Promise<void> {
    try {
      const token = await this.#inTime(this.#options.token.fresh());
      if (round !== this.#round) return;
      this.#token = token;
      const ranks = this.#experience.map((_, rank) => rank);
      const isBlocked = (rank: number) => this.#experience[rank]!.isBlocked;
      this.#untried = [...ranks.filter((rank) => !isBlocked(rank)), ...ranks.filter(isBlocked)];
      this.#tryNext();
    } catch (error) {
      if (round !== this.#round) return;
      this.#worst = { kind: 'lost', reason: `No token: ${wordsOf(error)}` };
      this.#rest();
    }
  }

  /** A token that takes no longer than a connection may; one that does is not waited for any more. */
  async #inTime(asked: Promise<string | undefined>): Promise<string | undefined> {
    const { token, timing } = this.#options;
    const { promise: tooLate, reject } = Promise.withResolvers<never>();
    this.#clear('token');
    const deadline = setTimeout(() => {
      token.forget();
      reject(new Error(`none within ${timing.openTimeoutMs / 1_000} s`));
    }, timing.openTimeoutMs);
    this.#timers.token = deadline;
    try {
      return await Promise.race([asked, tooLate]);
    } finally {
      if (this.#timers.token === deadline) this.#clear('token');
    }
  }

  #tryNext(): void {
    this.#clear('patience');
    const rank = this.#untried.shift();
    if (rank === undefined) {
      if (this.#attempts.size === 0 && !this.#current) this.#rest();
      return;
    }
    this.#try(rank);
    if (this.#untried.length > 0) {
      this.#timers.patience = setTimeout(() => this.#tryNext(), this.#options.timing.patienceMs);
    }
  }

  #try(rank: number): void {
    const { transports, timing } = this.#options;
    const attempt = new Attempt({
      transport: transports[rank]!,
      rank,
      token: this.#token,
      timing,
      onOpened: (attempt) => this.#opened(attempt),
      onEnded: (attempt, loss) => this.#ended(attempt, loss),
      onRoundTrip: (ms) => this.#say({ roundTripMs: Math.round(ms * 10) / 10 }),
    });
    this.#attempts.add(attempt);
    attempt.begin();
  }

  #opened(attempt: Attempt): void {
    this.#attempts.delete(attempt);
    const previous = this.#current;
    // A better one was quicker.
    if (previous && previous.rank <= attempt.rank) return attempt.drop();
    this.#current = attempt;
    this.#untried = [];
    this.#clear('patience');
    for (const other of this.#attempts) if (other.rank > attempt.rank) this.#drop(other);
    attempt.watch();
    this.#options.onConnected(attempt.connection);
    previous?.drop();
    const isPreferred = attempt.rank === 0;
    this.#renewal.start();
    if (isPreferred) this.#stopTryingPreferred();
    else if (this.#attempts.size === 0) this.#planPreferred();
    // Last, since whoever is told may stop it.
    this.#say({
      state: isPreferred ? 'live' : 'fallback',
      transport: attempt.connection.transport,
      roundTripMs: null,
      reason: isPreferred ? null : (this.#worst?.reason ?? this.#status.reason),
      retryAtMs: null,
    });
  }

  #ended(attempt: Attempt, loss: Loss): void {
    this.#attempts.delete(attempt);
    if (attempt === this.#current) this.#lost(attempt, loss);
    else if (this.#current) this.#stillSecondBest(loss);
    else this.#failed(loss);
  }

  /** What carried everything has ended. */
  #lost({ rank, hasLasted, livedMs }: Attempt, loss: Loss): void {
    this.#current = undefined;
    const { token } = this.#options;
    const experience = this.#experience[rank]!;
    if (hasLasted) {
      this.#failures = 0;
      this.#isTokenRetried = false;
      experience.lasted();
    }
    this.#shortLives = hasLasted ? 0 : this.#shortLives + 1;
    if (loss.kind === 'blocked') experience.block();
    else if (loss.kind === 'lost' && !hasLasted) experience.broke();
    // The first one after a long life is the network's; those that follow are this client's to slow down, unless it is the
    // turn of another transport.
    const givesWay = experience.isBlocked && this.#experience.some(({ isBlocked }) => !isBlocked);
    const isHasty = this.#shortLives > 1 && !givesWay;
    if (isHasty) this.#failures += 1;
    this.#renewal.stop();
    this.#clear('again');
    for (const other of this.#attempts) this.#drop(other);
    this.#options.onLost(loss);
    if (!this.#isWanted) return;
    switch (loss.kind) {
      case 'refused':
        return this.#refuse(loss);
      case 'unauthenticated':
        return this.#retryToken(loss);
      case 'expired':
      case 'access-changed':
        token.forget();
        if (isHasty) return this.#wait('resuming', loss);
        this.#say({ state: 'resuming', transport: null, roundTripMs: null, reason: loss.reason });
        return this.#begin();
      case 'later':
        return this.#wait('resuming', loss);
      case 'blocked':
      case 'lost':
        return this.#wait('resuming', loss, longestWaitMs(livedMs, this.#options.timing));
    }
  }

  /** An attempt has not come about, and nothing else carries what there is. */
  #failed(loss: Loss): void {
    if (!this.#worst || weightOf(loss) >= weightOf(this.#worst)) this.#worst = loss;
    if (loss.kind === 'unauthenticated' || loss.kind === 'expired') return this.#retryToken(loss);
    if (loss.kind === 'refused' && this.#attempts.size === 0) return this.#refuse(loss);
    this.#tryNext();
  }

  /** A round is over. */
  #rest(): void {
    this.#failures += 1;
    if (this.#worst?.kind === 'refused') return this.#refuse(this.#worst);
    this.#wait('offline', this.#worst ?? { kind: 'lost', reason: 'No transport gets through' });
  }

  #wait(state: 'resuming' | 'offline', loss: Loss, longestMs = Infinity): void {
    const { timing, random } = this.#options;
    const ms = Math.min(longestMs, waitMs(loss, this.#failures, timing, random()));
    this.#timers.retry = setTimeout(() => this.#begin(), ms);
    this.#say({
      state: this.#failures > 0 ? 'offline' : state,
      transport: null,
      roundTripMs: null,
      reason: loss.reason,
      retryAtMs: Math.round(Date.now() + ms),
    });
  }

  /** The server says no to a token: one that is asked for anew may do. */
  #retryToken(loss: Loss): void {
    const { token } = this.#options;
    token.forget();
    if (!token.canChange || this.#isTokenRetried) return this.#refuse(loss);
    this.#isTokenRetried = true;
    for (const attempt of this.#attempts) this.#drop(attempt);
    this.#begin();
  }

  #refuse({ kind, reason, status }: Loss): void {
    this.#isWanted = false;
    this.#giveUp();
    this.#say({ state: 'refused', reason });
    this.#options.onRefused(
      new SpecClientError(reason, {
        code: kind === 'refused' ? 'REFUSED' : 'UNAUTHENTICATED',
        ...(status === undefined ? {} : { status }),
      }),
    );
  }

  #giveUp(): void {
    this.#round += 1;
    this.#renewal.stop();
    this.#isTokenRetried = false;
    for (const timer of Object.values(this.#timers)) clearTimeout(timer);
    this.#timers = {};
    this.#untried = [];
    for (const attempt of this.#attempts) this.#drop(attempt);
    this.#current?.drop();
    this.#current = undefined;
  }

  #clear(timer: keyof Timers): void {
    clearTimeout(this.#timers[timer]);
    delete this.#timers[timer];
  }

  #drop(attempt: Attempt): void {
    this.#attempts.delete(attempt);
    attempt.drop();
  }

  #stillSecondBest({ reason }: Loss): void {
    this.#say({ reason });
    this.#planPreferred();
  }

  /** What carries everything is second best: the best will be tried again. */
  #planPreferred(): void {
    if (!this.#current || this.#current.rank === 0 || this.#timers.again !== undefined) return;
    this.#timers.again = setTimeout(() => void this.#tryPreferred(), this.#experience[0]!.block());
  }

  async #tryPreferred(): Promise<void> {
    this.#stopTryingPreferred();
    const round = this.#round;
    try {
      const token = await this.#inTime(this.#options.token.current());
      if (round !== this.#round || !this.#current || this.#attempts.size > 0) return;
      this.#token = token;
      this.#try(0);
    } catch {
      this.#planPreferred();
    }
  }

  #stopTryingPreferred(): void {
    this.#clear('again');
    this.#experience[0]!.unblock();
  }

  #say(part: Partial<ClientStatus>): void {
    const isDown = part.state === 'idle' || part.state === 'refused' || part.state === 'connecting';
    const next = { ...this.#status, ...(isDown ? IDLE : {}), ...part };
    const isSame = (Object.keys(next) as (keyof ClientStatus)[]).every(
      (key) => next[key] === this.#status[key],
    );
    if (isSame) return;
    this.#status = next;
    this.#options.onStatus(next);
  }
}

type Timers = Partial<Record<'token' | 'retry' | 'patience' | 'again', ReturnType<typeof setTimeout>>>;
