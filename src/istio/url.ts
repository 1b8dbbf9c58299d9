import { isIpv6 } from './ip.ts';

/**
 * The scheme (in lower case, empty where there is none) of a URL as Go's `url.Parse` understands it; undefined where Go
 * refuses the URL. Go is stricter than WHATWG in places (ports, escapes) and laxer in others (any relative reference).
 * Set `request` for the rules of `url.ParseRequestURI`: no fragment, and a path in place of a relative reference.
 * @see https://pkg.go.dev/net/url#Parse
 */
export function urlSchemeOf(url: string, request = false): string | undefined {
  const hash = request ? -1 : url.indexOf('#');
  const text = hash === -1 ? url : url.slice(0, hash);
  if (hasControl(text) || (request && text === '')) return undefined;
  if (hash !== -1 && !isEscaped(url.slice(hash + 1))) return undefined;
  if (text === '*') return '';
  if (text.startsWith(':')) return undefined;
  const scheme = /^([a-z][-+.a-z0-9]*):/i.exec(text)?.[1] ?? '';
  const rest = (scheme === '' ? text : text.slice(scheme.length + 1)).replace(/\?.*$/s, '');
  return isHierarchy(rest, scheme.toLowerCase(), request) ? scheme.toLowerCase() : undefined;
}

function hasControl(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < 0x20 || code === 0x7f) return true;
  }
  return false;
}

/** What is between the scheme and the query. */
function isHierarchy(rest: string, scheme: string, request: boolean): boolean {
  if (!rest.startsWith('/')) {
    if (scheme !== '') return true; // opaque, like mailto:someone
    if (request || rest.split('/', 1)[0]?.includes(':')) return false;
    return isEscaped(rest);
  }
  const hasAuthority = rest.startsWith('//') && (scheme !== '' || (!request && !rest.startsWith('///')));
  if (!hasAuthority) return isEscaped(rest);
  const end = rest.indexOf('/', 2);
  const authority = end === -1 ? rest.slice(2) : rest.slice(2, end);
  return isAuthority(authority, scheme) && (end === -1 || isEscaped(rest.slice(end)));
}

function isAuthority(authority: string, scheme: string): boolean {
  const at = authority.lastIndexOf('@');
  const user = at === -1 ? '' : authority.slice(0, at);
  if (!/^[-A-Za-z0-9._:~!$&'()*+,;=%@]*$/.test(user) || !isEscaped(user)) return false;
  return isHost(authority.slice(at + 1), scheme);
}

function isHost(host: string, scheme: string): boolean {
  const open = host.lastIndexOf('[');
  if (open > 0) return false;
  if (open === 0) return isBracketed(host);
  // Web URLs must have no colon but that of the port; other schemes may list several hosts.
  const strict = scheme === 'http' || scheme === 'https';
  const colon = strict ? host.indexOf(':') : host.lastIndexOf(':');
  return (colon === -1 || /^:\d*$/.test(host.slice(colon))) && isHostText(host);
}

/** `[2001:db8::1]:80` */
function isBracketed(host: string): boolean {
  const close = host.lastIndexOf(']');
  if (close === -1 || !/^(:\d*)?$/.test(host.slice(close + 1))) return false;
  const [address = '', zone] = splitOnce(host.slice(1, close), '%25');
  return isIpv6(address) && (zone === undefined || (zone !== '' && isZone(zone)));
}

const hostText = /^(?:[-A-Za-z0-9._~!$&'()*+,;=:[\]<>"\u0080-\u{10ffff}]|%25|%[89a-f][0-9a-f])*$/iu;

/** Only bytes beyond ASCII, and the percent sign, may be escaped in a host. */
function isHostText(text: string): boolean {
  return hostText.test(text);
}

/** The interface of a link-local address may also escape what it could say plainly, and blanks. */
function isZone(text: string): boolean {
  if (!isEscaped(text)) return false;
  const plain = text.replace(/%(?:25|20)/g, '').replace(/%([0-7][0-9a-f])/gi, (_, hex: string) => {
    return String.fromCharCode(Number.parseInt(hex, 16));
  });
  return !plain.includes('%') && hostText.test(plain);
}

/** Whether every percent sign begins an escape. */
function isEscaped(text: string): boolean {
  return !/%(?![0-9a-f]{2})/i.test(text);
}

function splitOnce(text: string, by: string): [string, string?] {
  const at = text.indexOf(by);
  return at === -1 ? [text] : [text.slice(0, at), text.slice(at + by.length)];
}
