import { isIPv6 } from 'node:net';

/**
 * The network that counts as one client: an IPv4 address, also where it is written as IPv6, or the /64 of an IPv6
 * address, since whoever has one address of it has them all. An address that is not known is one network too.
 */
export function networkOf(address: string | null): string {
  if (address === null) return '';
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address);
  if (mapped) return mapped[1]!;
  if (!isIPv6(address)) return address;
  const [start = '', end] = address.toLowerCase().split('%', 1)[0]!.split('::');
  const before = groupsOf(start);
  const after = end === undefined ? [] : groupsOf(end);
  const missing = end === undefined ? 0 : Math.max(0, 8 - before.length - after.length);
  const groups = [...before, ...Array.from({ length: missing }, () => '0'), ...after];
  return `${groups.slice(0, 4).join(':')}::/64`;
}

/** Its groups without leading zeros; an IPv4 address at the end stands for two of them. */
function groupsOf(text: string): string[] {
  if (text === '') return [];
  return text
    .split(':')
    .flatMap((group) => (group.includes('.') ? [group, ''] : [group.replace(/^0+(?=.)/, '')]));
}
