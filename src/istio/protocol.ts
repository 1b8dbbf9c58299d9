/**
 * Protocols of a service port, as Istio's discovery names them.
 * @see https://istio.io/latest/docs/ops/configuration/traffic-management/protocol-selection/
 */
export type Protocol = 'HTTP' | 'HTTP2' | 'GRPC' | 'GRPC-WEB' | 'HTTPS' | 'TLS' | 'TCP' | 'MONGO' | 'REDIS' | 'MYSQL';

/** Whether a text names a protocol that Istio knows for ports of a mesh. */
export function isProtocol(text: string): text is Protocol {
  return Object.hasOwn(FAMILIES, text);
}

/** What a VirtualService can say about a port of the protocol. */
export type ProtocolFamily = 'http' | 'tcp' | 'tls';

const FAMILIES = {
  HTTP: 'http',
  HTTP2: 'http',
  GRPC: 'http',
  'GRPC-WEB': 'http',
  HTTPS: 'tls',
  TLS: 'tls',
  TCP: 'tcp',
  MONGO: 'tcp',
  REDIS: 'tcp',
  MYSQL: 'tcp',
} as const satisfies Record<Protocol, ProtocolFamily>;

export function protocolFamily(protocol: Protocol): ProtocolFamily {
  return FAMILIES[protocol];
}

/**
 * The protocol that Istio reads from a port's name (`http`, `grpc-api`, `tcp-replication`): the part before the first
 * hyphen, `grpc-web` excepted. Undefined when the name says nothing: Istio would then guess from the first bytes of
 * each connection, which Meshwright does not leave to chance.
 */
export function protocolOfPortName(name: string): Protocol | undefined {
  const lower = name.toLowerCase();
  const prefix = lower === 'grpc-web' || lower.startsWith('grpc-web-') ? 'grpc-web' : (lower.split('-')[0] ?? '');
  const protocol = prefix.toUpperCase();
  return isProtocol(protocol) ? protocol : undefined;
}
