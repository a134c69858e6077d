import type { FromLoad, LoadSettings, ToLoad } from '../event/messages.ts';
import type { Account } from './ledger.ts';
import { Ledger } from './ledger.ts';
import { wishOf } from './audience.ts';
import type { Client, ClientOptions } from './client.ts';
import { openEventStreamClient } from './event-stream-client.ts';
import { saveOneAfterTheOther } from './saves.ts';
import { speechOf } from './speech.ts';
import { openWebSocketClient } from './web-socket-client.ts';

/** How long an event may be complete before the runner hears of it, in milliseconds. */
const PROGRESS_MS = 5;

const settings = JSON.parse(process.argv[2] ?? '{}') as LoadSettings;
const { dialect, port, specs, audience, slowClients } = settings;
const clients: Client[] = [];
const accounts: Account[] = [];
const ledger = new Ledger({ specs, onComplete: tellProgress });
let step = 1;
let told = 0;
let progressTimer: NodeJS.Timeout | undefined;
let cpuAtStart = process.cpuUsage();

process.on('message', (message: ToLoad) => void obey(message).catch(fail));
process.on('disconnect', () => process.exit());

async function obey(message: ToLoad): Promise<void> {
  switch (message.kind) {
    case 'open':
      return openClients(message);
    case 'begin':
      step = message.step;
      cpuAtStart = process.cpuUsage();
      ledger.startCounting();
      return;
    case 'report':
      return report();
    case 'hold':
      for (const client of clients.slice(0, slowClients)) client.hold();
      return;
    case 'release':
      for (const client of clients.slice(0, slowClients)) client.release();
      return;
    case 'save': {
      await saveOneAfterTheOther(ledger, message);
      report();
    }
  }
}

async function openClients({ count, atOnce, since }: ToLoad & { kind: 'open' }): Promise<void> {
  const startedAt = performance.now();
  const first = accounts.length;
  // All are expected before any is there: an event is complete only when the last one has it.
  for (let at = first; at < first + count; at += 1) {
    accounts.push(ledger.open(`Client ${at}`, wishOf(audience, at, specs).choice, at < slowClients));
  }
  let next = first;
  let cursor: string | undefined;
  async function openInTurn(): Promise<void> {
    while (next < first + count) {
      next += 1;
      cursor = await openClient(next - 1, since);
    }
  }
  await Promise.all(Array.from({ length: Math.min(atOnce, count) }, openInTurn));
  tell({ kind: 'opened', elapsedMs: performance.now() - startedAt, cursor });
}

/** Resolves to the cursor that the server gave, when the server has taken the subscription. */
function openClient(at: number, since: string | undefined): Promise<string | undefined> {
  const account = accounts[at]!;
  return new Promise((onReady) => {
    const options: ClientOptions = {
      port,
      ...wishOf(audience, at, specs),
      wanted: account.wanted.length === specs ? 'all' : account.wanted,
      since,
      onDelivery: (bytes, start, end) => ledger.note(account, bytes, start, end),
      onReady,
      onLost: (reason) => fail(`${account.name}: ${reason}`),
    };
    clients[at] =
      dialect === 'event-stream' || dialect === 'raw-event-stream'
        ? openEventStreamClient(dialect === 'raw-event-stream', options)
        : openWebSocketClient(speechOf(dialect, options), options);
  });
}

function tellProgress(): void {
  if (ledger.completed >= told + step) {
    tellCompleted();
  } else {
    progressTimer ??= setTimeout(tellCompleted, PROGRESS_MS);
  }
}

function tellCompleted(): void {
  clearTimeout(progressTimer);
  progressTimer = undefined;
  told = ledger.completed;
  tell({ kind: 'progress', completed: told });
}

function report(): void {
  const { deliveries, deliveredBytes, latencies } = ledger.counts;
  const { user, system } = process.cpuUsage(cpuAtStart);
  tell({
    kind: 'report',
    report: {
      deliveries,
      deliveredBytes,
      p50Ms: latencies.percentile(0.5),
      p99Ms: latencies.percentile(0.99),
      maxMs: latencies.maxMs,
      cpuMicros: user + system,
      slowLacking: accounts.slice(0, slowClients).reduce((sum, account) => sum + ledger.lacking(account), 0),
    },
  });
}

function fail(error: unknown): void {
  tell({ kind: 'failed', message: error instanceof Error ? error.message : String(error) });
}

function tell(message: FromLoad): void {
  process.send?.(message);
}
