import { describe, expect, it } from 'vitest';
import { isIpAddress, isIpOrSubnet } from '../../src/istio/ip.ts';

describe('addresses', () => {
  const good = [
    ...['0.0.0.0', '255.255.255.255', '10.0.0.1'],
    ...['::', '::1', '1::', '1:2:3:4:5:6:7:8', '1:2:3:4:5:6:7::', '::2:3:4:5:6:7:8', 'ABCD::ef', '2001:db8::1'],
    ...['::1.2.3.4', '1:2:3:4:5:6:1.2.3.4', '::ffff:1.2.3.4', 'fe80::1%eth0', '::1.2.3.4%0'],
  ];
  const bad = [
    ...[
      '',
      '1.2.3',
      '1.2.3.4.5',
      '256.0.0.1',
      '01.2.3.4',
      '1.2.3.04',
      ' 1.2.3.4',
      '1.2.3.4 ',
      '1.2.3.4%eth0',
      '1.2.3.4/8',
    ],
    ...[':', ':::', '1::2::3', '1:2:3:4:5:6:7', '1:2:3:4:5:6:7:8:9', '1:2:3:4:5:6:7:8::', '12345::', 'g::', ':1', '1:'],
    ...['1:2:3:4:5:6:7:1.2.3.4', '1.2.3.4::', '::1.2.3', 'fe80::1%', '%eth0', '::1/64', 'localhost'],
  ];
  it.each(good)('%s', (text) => expect(isIpAddress(text)).toBe(true));
  it.each(bad)('not %s', (text) => expect(isIpAddress(text)).toBe(false));
});

describe('networks', () => {
  const good = [
    '10.0.0.0/8',
    '10.1.2.3/8',
    '0.0.0.0/0',
    '1.2.3.4/32',
    '::/0',
    '2001:db8::/128',
    '::ffff:1.2.3.4/100',
    '::1',
  ];
  const bad = [
    '10.0.0.0/33',
    '10.0.0.0/',
    '10.0.0.0/08',
    '10.0.0.0/+8',
    '10.0.0.0/8/8',
    '/8',
    '::/129',
    'fe80::1%a/64',
    'a/8',
  ];
  it.each(good)('%s', (text) => expect(isIpOrSubnet(text)).toBe(true));
  it.each(bad)('not %s', (text) => expect(isIpOrSubnet(text)).toBe(false));
});
