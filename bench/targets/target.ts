import type { FromTarget, TargetSettings, ToTarget } from '../event/messages.ts';

/** A server to be measured. */
export interface Target {
  readonly port: number;
  /** Publishes events, by their numbers, within one turn of the event loop. */
  publish(sequences: readonly number[]): void;
}

/** Makes this process a target: starts the server, publishes when it is told to, and tells what it used. */
export async function runTarget(start: (settings: TargetSettings) => Promise<Target>): Promise<void> {
  const target = await start(JSON.parse(process.argv[2] ?? '{}') as TargetSettings);
  let next = 0;
  let due = 0;
  let isPublishing = false;

  function publishOne(): void {
    target.publish([next]);
    next += 1;
    due -= 1;
    isPublishing = due > 0;
    // After what the publication itself has scheduled, so that each is delivered by itself.
    if (isPublishing) setImmediate(publishOne);
  }

  process.on('message', (message: ToTarget) => {
    switch (message.kind) {
      case 'publish':
        if (message.together) {
          const first = next;
          next += message.count;
          target.publish(Array.from({ length: message.count }, (_, at) => first + at));
          return;
        }
        due += message.count;
        if (isPublishing) return;
        isPublishing = true;
        publishOne();
        return;
      case 'measure':
        tellUsage(message.collect);
    }
  });
  process.on('disconnect', () => process.exit());
  tell({ kind: 'listening', port: target.port });
}

function tellUsage(collect: boolean): void {
  if (collect) for (let round = 0; round < 3; round += 1) globalThis.gc?.();
  const { user, system } = process.cpuUsage();
  const { heapUsed, rss } = process.memoryUsage();
  tell({ kind: 'usage', usage: { cpuMicros: user + system, heapBytes: heapUsed, rssBytes: rss } });
}

function tell(message: FromTarget): void {
  process.send?.(message);
}
