import { expect, test } from 'vitest';
import { networkOf } from '../../src/transports/network-of.ts';

test.each([
  ['an address', '192.0.2.7', '192.0.2.7'],
  ['an address that is written as IPv6', '::ffff:192.0.2.7', '192.0.2.7'],
  ['loopback', '::1', '0:0:0:0::/64'],
  ['an address in full', '2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['another of the same network', '2001:0DB8:0001:0002::9', '2001:db8:1:2::/64'],
  ['one with a gap in its network', '2001:db8::3:4:5:6', '2001:db8:0:0::/64'],
  ['one that ends in a gap', '2001:db8:1::', '2001:db8:1:0::/64'],
  ['one with a zone', 'fe80::1%eth0', 'fe80:0:0:0::/64'],
  ['one that ends as IPv4', '64:ff9b::192.0.2.7', '64:ff9b:0:0::/64'],
  ['none', null, ''],
])('%s', (_case, address, network) => {
  expect(networkOf(address)).toBe(network);
});
