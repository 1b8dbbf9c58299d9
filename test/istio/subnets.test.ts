import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addressesFor, bitsInCommon } from '../../src/istio/subnets.ts';

describe('an address in a network', () => {
  it.each([
    ['10.1.2.3', '10.0.0.0/8', 8],
    ['10.1.2.3', '10.9.9.9/8', 8],
    ['10.1.2.3', '10.1.2.3', 32],
    ['10.1.2.3', '0.0.0.0/0', 0],
    ['11.1.2.3', '10.0.0.0/8', undefined],
    ['2001:db8::1', '2001:db8::/32', 32],
    ['2001:db8:0:0:0:0:0:1', '2001:db8::1', 128],
    ['::ffff:10.0.0.1', '::ffff:a00:0/104', 104],
    ['fe80::1%eth0', 'fe80::/10', 10],
    ['10.1.2.3', '::/0', undefined],
    ['nonsense', '10.0.0.0/8', undefined],
    ['10.1.2.3', '10.0.0.0/33', undefined],
  ])('%s in %s: %s', (address, network, bits) => {
    expect(bitsInCommon(address, network)).toBe(bits);
  });
});

const octets = fc.tuple(fc.nat(3), fc.nat(3), fc.nat(255), fc.nat(255)).map((parts) => parts.join('.'));
const networks = fc.array(
  fc.tuple(octets, fc.nat(32)).map(([address, bits]) => `${address}/${bits}`),
  { maxLength: 5 },
);

it('for any address there is one among those that stand for all that is in the same networks', () => {
  fc.assert(
    fc.property(networks, octets, (all, address) => {
      const inside = (one: string) => all.map((network) => bitsInCommon(one, network) !== undefined).join();
      expect(addressesFor(all).map(inside)).toContain(inside(address));
    }),
    { numRuns: 100 },
  );
});

it('stand for all of both families', () => {
  expect(addressesFor([])).toEqual(['0.0.0.0']);
  expect(addressesFor(['10.1.0.0/16', '2001:db8::/32', '255.0.0.0/8'])).toEqual([
    ...['0.0.0.0', '10.1.0.0', '10.2.0.0', '2001:db8:0:0:0:0:0:0', '2001:db9:0:0:0:0:0:0', '255.0.0.0'],
  ]);
});
