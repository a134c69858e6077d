import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Listens on loopback, on a port that is free; resolves to the port. */
export async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}
