/** Addresses and networks in the syntax of Go's net/netip, which Istio judges them with. */

/** An IPv4 address without leading zeros, or an IPv6 address, with a zone where it has one. */
export function isIpAddress(text: string): boolean {
  return isIpv4(text) || isIpv6(text);
}

/** An address, or a network in CIDR notation: `10.0.0.0/8`. Bits beyond the prefix may be set. */
export function isIpOrSubnet(text: string): boolean {
  const slash = text.indexOf('/');
  if (slash === -1) return isIpAddress(text);
  const address = text.slice(0, slash);
  const bits = text.slice(slash + 1);
  if (!/^(?:0|[1-9]\d{0,2})$/.test(bits)) return false;
  if (isIpv4(address)) return Number(bits) <= 32;
  return !address.includes('%') && isIpv6(address) && Number(bits) <= 128;
}

const BYTE = '(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)';
const IPV4 = new RegExp(`^${BYTE}\\.${BYTE}\\.${BYTE}\\.${BYTE}$`);
const GROUP = /^[0-9a-fA-F]{1,4}$/;

export function isIpv4(text: string): boolean {
  return text.length <= 15 && IPV4.test(text);
}

export function isIpv6(text: string): boolean {
  const percent = text.indexOf('%');
  if (percent === text.length - 1) return false; // empty text, or an empty zone
  const halves = (percent === -1 ? text : text.slice(0, percent)).split('::');
  const [first = '', second] = halves;
  if (halves.length > 2) return false;
  const before = groupsIn(first, second === undefined);
  if (second === undefined) return before === 8;
  const after = groupsIn(second, true);
  return before !== undefined && after !== undefined && before + after <= 7;
}

/** How many groups of 16 bits colons separate; undefined where one is none. The last may be an IPv4 address: two. */
function groupsIn(text: string, last: boolean): number | undefined {
  if (text === '') return 0;
  const groups = text.split(':');
  const final = groups.pop() ?? '';
  if (!groups.every((group) => GROUP.test(group))) return undefined;
  if (GROUP.test(final)) return groups.length + 1;
  return last && isIpv4(final) ? groups.length + 2 : undefined;
}
