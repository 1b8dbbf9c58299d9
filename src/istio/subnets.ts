import { isIpOrSubnet, isIpv4 } from './ip.ts';

/** A range of addresses: IPv4 ones stand apart from all IPv6 ones. */
interface Range {
  readonly family: 4 | 6;
  readonly first: bigint;
  readonly last: bigint;
  /** Bits that all its addresses share. */
  readonly bits: number;
}

const BITS = { 4: 32, 6: 128 } as const;
const read = new Map<string, Range | undefined>();
const MOST_READ = 5000;

/** How many bits an address shares with a network that it is in; undefined: it is not, or one of the two is none. */
export function bitsInCommon(address: string, network: string): number | undefined {
  const [one, of] = [rangeOf(address), rangeOf(network)];
  if (!one || !of || one.family !== of.family) return undefined;
  return of.first <= one.first && one.last <= of.last ? of.bits : undefined;
}

/** Addresses that stand for all: for any address there is one among them that is in the same of these networks. */
export function addressesFor(networks: readonly string[]): readonly string[] {
  const ranges = networks.flatMap((network) => rangeOf(network) ?? []);
  const starts = ranges.flatMap(({ family, first, last }) => {
    const next = last + 1n;
    return [{ family, at: first }, ...(next < 1n << BigInt(BITS[family]) ? [{ family, at: next }] : [])];
  });
  const all = [{ family: 4 as const, at: 0n }, ...starts];
  return [...new Set(all.map(({ family, at }) => textOf(family, at)))].sort();
}

function rangeOf(text: string): Range | undefined {
  if (read.has(text)) return read.get(text);
  if (read.size >= MOST_READ) read.clear();
  const range = isIpOrSubnet(text) ? parsed(text) : undefined;
  read.set(text, range);
  return range;
}

function parsed(text: string): Range {
  const [address = '', length] = text.split('/');
  const family = isIpv4(address) ? 4 : 6;
  const bits = length === undefined ? BITS[family] : Number(length);
  const rest = BigInt(BITS[family] - bits);
  const first = (numberOf(family, address) >> rest) << rest;
  return { family, first, last: first + (1n << rest) - 1n, bits };
}

function numberOf(family: 4 | 6, address: string): bigint {
  if (family === 4) return address.split('.').reduce((value, byte) => value * 256n + BigInt(byte), 0n);
  const [before = '', after] = address.replace(/%.*/, '').split('::');
  const [head, tail] = [groupsOf(before), groupsOf(after ?? '')];
  const missing = Array.from({ length: Math.max(0, 8 - head.length - tail.length) }, () => 0n);
  return [...head, ...(after === undefined ? [] : missing), ...tail].reduce(
    (value, group) => value * 65_536n + group,
    0n,
  );
}

/** Groups of 16 bits; the last may be an IPv4 address, which is two. */
function groupsOf(text: string): bigint[] {
  if (text === '') return [];
  return text.split(':').flatMap((group) => {
    if (!group.includes('.')) return [BigInt(`0x${group}`)];
    const value = numberOf(4, group);
    return [value >> 16n, value & 0xffffn];
  });
}

function textOf(family: 4 | 6, value: bigint): string {
  const size = family === 4 ? 8n : 16n;
  const count = family === 4 ? 4 : 8;
  const mask = (1n << size) - 1n;
  const parts = Array.from({ length: count }, (_, i) => (value >> (size * BigInt(count - 1 - i))) & mask);
  return family === 4 ? parts.join('.') : parts.map((part) => part.toString(16)).join(':');
}
