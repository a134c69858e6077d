import { vi } from 'vitest';
import type { SpecClientError } from '../../src/client/client-error.ts';
import type { ClientStatus } from '../../src/client/client-status.ts';
import { Connector } from '../../src/client/connector.ts';
import type { Loss } from '../../src/client/loss.ts';
import { TIMING } from '../../src/client/timing.ts';
import { TokenSource, type TokenOption } from '../../src/client/token-source.ts';
import type { Connection } from '../../src/client/transport.ts';
import { FakeTransport } from './fake-transport.ts';

/** Lets all that waits for nothing but its turn have it. */
export const settle = () => vi.advanceTimersByTimeAsync(0);
/** Lets so many milliseconds pass. */
export const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

/**
 * A connector over transports that do what a test says; for fake timers.
 * @param onStatus hears of each status when the connector tells of it
 */
export function setUp(token?: TokenOption, onStatus?: (status: ClientStatus, connector: Connector) => void) {
  const socket = new FakeTransport('websocket');
  const stream = new FakeTransport('sse');
  const carriers: Connection[] = [];
  const losses: Loss[] = [];
  const refusals: SpecClientError[] = [];
  const statuses: ClientStatus[] = [];
  const connector: Connector = new Connector({
    transports: [socket, stream],
    token: new TokenSource(token),
    timing: TIMING,
    random: () => 0.5,
    onConnected: (connection) => void carriers.push(connection),
    onLost: (loss) => void losses.push(loss),
    onRefused: (error) => void refusals.push(error),
    onStatus: (status) => {
      statuses.push(status);
      onStatus?.(status, connector);
    },
  });
  const states = () => statuses.map(({ state }) => state).filter((state, at, all) => state !== all[at - 1]);
  return { connector, socket, stream, carriers, losses, refusals, statuses, states };
}

/** Connected by WebSocket for so long. */
export async function live(ms: number, token?: TokenOption) {
  const all = setUp(token);
  all.connector.start();
  await settle();
  all.socket.last.open();
  await pass(ms);
  return all;
}
