import { describe, expect, test } from 'vitest';
import { Tickets } from '../../../src/server/access/tickets.ts';
import { EventStreamReader } from '../../support/event-stream-reader.ts';
import { bearer, startGuarded, TOKENS } from '../../support/guarded-server.ts';

const STREAM = { accept: 'text/event-stream' };
const TICKS = 'subscription{ticks{number}}';

async function ticketFor(url: string, token: string): Promise<{ ticket: string; expiresAt: string }> {
  const response = await fetch(`${url}/ticket`, { method: 'POST', headers: bearer(token) });
  expect([response.status, response.headers.get('cache-control')]).toEqual([201, 'no-store']);
  return (await response.json()) as { ticket: string; expiresAt: string };
}

describe('a ticket', () => {
  test('opens one event stream, with what its token allows', async () => {
    await using server = await startGuarded();
    const { ticket, expiresAt } = await ticketFor(server.url, TOKENS.part);
    expect(Date.parse(expiresAt)).toBeGreaterThan(Date.now());
    const address = `${server.url}?query=${TICKS}&ticket=${ticket}`;
    await using reader = await EventStreamReader.open(address);
    (await server.sources.next()).push({ number: 1 });
    expect(await reader.event()).toMatchObject({ event: 'next' });
    expect(server.contexts[0]?.access).toMatchObject({ subject: 'part', specs: ['E1'] });
    const again = await fetch(address, { headers: STREAM });
    expect(again.status).toBe(401);
    expect(await again.text()).toContain('The ticket was used');
  });

  test('begins with the name of the node that it is good on', async () => {
    await using server = await startGuarded({ nodeName: 'east-1' });
    const { ticket } = await ticketFor(server.url, TOKENS.all);
    expect(ticket).toMatch(/^east-1\.[\w-]{32}$/);
    await using reader = await EventStreamReader.open(`${server.url}?query=${TICKS}&ticket=${ticket}`);
    expect(reader.response.status).toBe(200);
  });

  test('opens a reserved event stream of whoever got both', async () => {
    await using server = await startGuarded();
    const reserved = await fetch(server.streamUrl, { method: 'PUT', headers: bearer(TOKENS.all) });
    const token = await reserved.text();
    const open = async (of: string) => {
      const { ticket } = await ticketFor(server.url, of);
      return EventStreamReader.open(`${server.streamUrl}?token=${token}&ticket=${ticket}`);
    };
    await using foreign = await open(TOKENS.part);
    expect(foreign.response.status).toBe(403);
    await using own = await open(TOKENS.all);
    expect(own.response.status).toBe(200);
  });

  test('opens nothing else', async () => {
    await using server = await startGuarded();
    const { ticket } = await ticketFor(server.url, TOKENS.all);
    const query = await fetch(`${server.url}?query={hello}&ticket=${ticket}`);
    const posted = await fetch(`${server.url}?ticket=${ticket}`, {
      method: 'POST',
      headers: { ...STREAM, 'content-type': 'application/json' },
      body: JSON.stringify({ query: TICKS }),
    });
    const another = await fetch(`${server.url}/ticket?ticket=${ticket}`, { method: 'POST' });
    const reservation = await fetch(`${server.streamUrl}?ticket=${ticket}`, { method: 'PUT' });
    expect([query, posted, another, reservation].map(({ status }) => status)).toEqual([401, 401, 401, 401]);
  });

  test('is not given by GET, nor to pages of a foreign origin', async () => {
    await using server = await startGuarded();
    expect((await fetch(`${server.url}/ticket`, { headers: bearer(TOKENS.all) })).status).toBe(405);
    const headers = { ...bearer(TOKENS.all), origin: 'https://elsewhere.example' };
    expect((await fetch(`${server.url}/ticket`, { method: 'POST', headers })).status).toBe(403);
  });

  test('is good for its time, as long as the token is, and of so many at once', () => {
    let timeMs = 0;
    const tickets = new Tickets({ lifetimeMs: 30_000, max: 2, now: () => timeMs });
    const access = { expiresAtMs: 20_000 };
    const [first, second] = [tickets.issue({}), tickets.issue(access)];
    expect(first!.ticket).toMatch(/^[\w-]{32}$/);
    expect(tickets.issue({})).toBeUndefined();
    timeMs = 20_000;
    expect(tickets.take(second!.ticket)).toBeUndefined();
    const third = tickets.issue({ subject: 'third' });
    timeMs = 30_000;
    expect(tickets.take(first!.ticket)).toBeUndefined();
    expect(tickets.take(third!.ticket)).toEqual({ subject: 'third' });
    expect(tickets.take(third!.ticket)).toBeUndefined();
    expect(tickets.issue({})).toBeDefined();
  });
});
