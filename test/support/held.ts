import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect } from 'vitest';
import type { Specwire } from '../../src/create-server.ts';

/** All that a server in this process holds for its clients; the same before they came and after they went. */
export function held({ services }: Pick<Specwire, 'services'>) {
  const { hub, connections } = services;
  const { websocket, sse, opened, closed } = connections.totals;
  const resources = process.getActiveResourcesInfo();
  return {
    subscribers: hub.size,
    interests: hub.interests,
    groups: hub.groups,
    connections: connections.all().length,
    counted: [websocket, sse, opened - closed],
    timers: resources.filter((kind) => kind === 'Timeout').length,
  };
}

/** Waits until a server holds no more than it held before; a test's own timers come and go. */
export async function expectHeld(
  server: Pick<Specwire, 'services'>,
  before: ReturnType<typeof held>,
): Promise<void> {
  const now = () => {
    const { timers, ...rest } = held(server);
    return { ...rest, timers: Math.max(timers, before.timers) };
  };
  await expect.poll(now, { timeout: 30_000 }).toEqual(before);
}

/** Memory in use on the heap, in bytes, with all that is garbage collected first. */
export function heapBytes(): number {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  collect();
  return process.memoryUsage().heapUsed;
}
