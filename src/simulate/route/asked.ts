import type { JwtFacts, SimulatedRequest } from '../request.ts';

/** A request as a proxy receives it. */
export interface Asked {
  readonly protocol: 'http' | 'grpc' | 'tcp' | 'tls';
  /** Whether it is HTTP that the proxy can read. */
  readonly http: boolean;
  readonly port: number;
  readonly method: string;
  /** Without query; dot segments are gone, as proxies remove them first. */
  readonly path: string;
  /** With its question mark; empty: none. */
  readonly query: string;
  readonly scheme: 'http' | 'https';
  /** The Host header. */
  readonly authority: string;
  /** Names in lower case; the Host header is not among them. */
  readonly headers: Readonly<Record<string, string>>;
  readonly sni: string | undefined;
  /** That the client connects to; undefined: not known. */
  readonly address: string | undefined;
  readonly jwt: JwtFacts | undefined;
  /** Values by name, of a repeated one the first. */
  readonly parameters: ReadonlyMap<string, string>;
}

interface Surroundings {
  readonly protocol: Asked['protocol'];
  readonly port: number;
  readonly scheme: 'http' | 'https';
  /** Of the TLS connection that carries it, if one does. */
  readonly sni: string | undefined;
}

export function askedOf(request: SimulatedRequest, { protocol, port, scheme, sni }: Surroundings): Asked {
  const full = request.path ?? '/';
  const mark = full.search(/[?#]/);
  const path = mark === -1 ? full : full.slice(0, mark);
  const query = mark === -1 ? '' : full.slice(mark).replace(/#.*/, '');
  const headers = headersOf(request, protocol);
  const { ':authority': pseudo, host, ...others } = headers;
  return {
    protocol,
    http: protocol === 'http' || protocol === 'grpc',
    port,
    method: request.method ?? (protocol === 'grpc' ? 'POST' : 'GET'),
    path: path.includes('/.') ? withoutDots(path) : path,
    query,
    scheme: others[':scheme'] === 'https' ? 'https' : scheme,
    authority: pseudo ?? host ?? request.to,
    headers: others,
    sni,
    address: request.address,
    jwt: request.jwt,
    parameters: query === '' ? noParameters : parametersOf(query),
  };
}

const noHeaders: Readonly<Record<string, string>> = Object.freeze({});
const noParameters: ReadonlyMap<string, string> = new Map();

function headersOf({ headers }: SimulatedRequest, protocol: Asked['protocol']): Readonly<Record<string, string>> {
  if (headers === undefined && protocol !== 'grpc') return noHeaders;
  const lower: Record<string, string> = protocol === 'grpc' ? { 'content-type': 'application/grpc' } : {};
  for (const name in headers) lower[name.toLowerCase()] = headers[name] ?? '';
  return lower;
}

/** The path that is left after `.` and `..` are followed. */
function withoutDots(path: string): string {
  const kept: string[] = [];
  const segments = path.split('/').slice(1);
  segments.forEach((segment, index) => {
    if (segment === '..') kept.pop();
    else if (segment !== '.') kept.push(segment);
    if ((segment === '..' || segment === '.') && index === segments.length - 1) kept.push('');
  });
  return `/${kept.join('/')}`;
}

function parametersOf(query: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const pair of query.slice(1).split('&')) {
    const equals = pair.indexOf('=');
    const name = equals === -1 ? pair : pair.slice(0, equals);
    if (name !== '' && !found.has(name)) found.set(name, equals === -1 ? '' : pair.slice(equals + 1));
  }
  return found;
}

/** The host of a Host header: routes ignore the port behind it. */
export function hostOf(authority: string): string {
  return authority.replace(/:\d+$/, '').toLowerCase();
}
