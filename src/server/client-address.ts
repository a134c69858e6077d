import type { IncomingMessage } from 'node:http';
import { BlockList, isIP } from 'node:net';
import { headerOf } from '../transports/http/exchange.ts';

/** Where a request comes from; `null` where its connection is gone already. */
export type ClientAddress = (request: IncomingMessage) => string | null;

/**
 * Looks behind trusted proxies: the address is the nearest one that is no trusted proxy's. `X-Forwarded-For` counts, or
 * `Forwarded`; where both are there and disagree neither is believed, for one of them is likely the client's own.
 * @param trustedProxies addresses, and networks such as `10.0.0.0/8`
 * @throws for what is neither
 */
export function createClientAddress(trustedProxies: readonly string[]): ClientAddress {
  const trusted = blockListOf(trustedProxies);
  const isTrusted = (address: string) => trusted.check(address, familyOf(address));

  /** From the proxy in front of the server back to the client. */
  function nearest(peer: string, forwarded: readonly string[]): string {
    let address = peer;
    for (let at = forwarded.length - 1; at >= 0 && isTrusted(address); at -= 1) {
      const before = addressIn(forwarded[at]!);
      if (before === undefined) break;
      address = before;
    }
    return address;
  }

  return (request) => {
    const { remoteAddress } = request.socket;
    if (remoteAddress === undefined) return null;
    const peer = addressIn(remoteAddress) ?? remoteAddress;
    if (trustedProxies.length === 0 || isIP(peer) === 0 || !isTrusted(peer)) return remoteAddress;
    const candidates = [forwardedFor(request), forwarded(request)]
      .filter((list) => list.length > 0)
      .map((list) => nearest(peer, list));
    const [first = peer, second = first] = candidates;
    return first === second ? first : peer;
  };
}

/** Whether a text is an address or a network. */
export function isAddressOrNetwork(text: string): boolean {
  const [address = '', bits, ...more] = text.split('/');
  const family = isIP(address);
  if (family === 0 || more.length > 0) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128));
}

function blockListOf(entries: readonly string[]): BlockList {
  const list = new BlockList();
  for (const entry of entries) {
    if (!isAddressOrNetwork(entry)) {
      throw new Error(`trustedProxies: expected addresses and networks, got ${JSON.stringify(entry)}.`);
    }
    const [address = '', bits] = entry.split('/');
    if (bits === undefined) list.addAddress(address, familyOf(address));
    else list.addSubnet(address, Number(bits), familyOf(address));
  }
  return list;
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIP(address) === 6 ? 'ipv6' : 'ipv4';
}

function forwardedFor(request: IncomingMessage): string[] {
  return listIn(headerOf(request, 'x-forwarded-for'));
}

/** The `for` of each element, RFC 7239; an element without one is a proxy that hides who asked it. */
function forwarded(request: IncomingMessage): string[] {
  return listIn(headerOf(request, 'forwarded')).map(
    (element) => /(?:^|;)\s*for=(?:"([^"]*)"|([^;\s]*))/i.exec(element)?.slice(1).find(Boolean) ?? 'unknown',
  );
}

function listIn(header: string): string[] {
  return header === '' ? [] : header.split(',').map((part) => part.trim());
}

/** The address in `1.2.3.4`, `1.2.3.4:5678`, `::1`, `[::1]:5678`; IPv4 within IPv6 as IPv4. */
function addressIn(text: string): string | undefined {
  const bare = /^\[([^\]]*)\](?::\d+)?$/.exec(text)?.[1] ?? /^([\d.]+):\d+$/.exec(text)?.[1] ?? text;
  const address = /^::ffff:([\d.]+)$/i.exec(bare)?.[1] ?? bare;
  return isIP(address) === 0 ? undefined : address;
}
