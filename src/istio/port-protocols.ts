import type { Protocol } from './protocol.ts';

/** Protocols that ports of Gateways, Sidecars and ServiceEntries may name. */
export type PortProtocol = Protocol | 'UDP' | 'HTTP_PROXY';

const KNOWN: ReadonlySet<string> = new Set<PortProtocol>([
  'TCP',
  'UDP',
  'GRPC',
  'GRPC-WEB',
  'HTTP',
  'HTTP_PROXY',
  'HTTP2',
  'HTTPS',
  'TLS',
  'MONGO',
  'REDIS',
  'MYSQL',
]);
const HTTP: ReadonlySet<PortProtocol | undefined> = new Set(['HTTP', 'HTTP2', 'HTTP_PROXY', 'GRPC', 'GRPC-WEB']);
const TCP: ReadonlySet<PortProtocol | undefined> = new Set(['TCP', 'HTTPS', 'TLS', 'MONGO', 'REDIS', 'MYSQL']);

/** The protocol that a port of an Istio object names, in letters of either case; undefined for one Istio does not know. */
export function portProtocol(name: string): PortProtocol | undefined {
  if (KNOWN.has(name)) return name as PortProtocol;
  const upper = name.toUpperCase();
  return KNOWN.has(upper) ? (upper as PortProtocol) : undefined;
}

export const isHttpProtocol = (protocol: PortProtocol | undefined): boolean => HTTP.has(protocol);

/** Whether its bytes are forwarded as they come: TLS counts, HTTP and UDP do not. */
export const isTcpProtocol = (protocol: PortProtocol | undefined): boolean => TCP.has(protocol);

export const isTlsProtocol = (protocol: PortProtocol | undefined): boolean =>
  protocol === 'HTTPS' || protocol === 'TLS';
