import { isProtocol, type Protocol, protocolOfPortName } from '../../istio/protocol.ts';

/** Names that the Kubernetes API gives to protocols of its own in `appProtocol`. */
const APP_PROTOCOLS: Readonly<Record<string, Protocol>> = {
  'kubernetes.io/h2c': 'HTTP2',
  'kubernetes.io/ws': 'HTTP',
  'kubernetes.io/wss': 'HTTPS',
};

/** Ports whose servers speak first, or that carry what looks like nothing: Istio never guesses there. */
const WELL_KNOWN: readonly number[] = [25, 53, 3306, 27017];

/**
 * What istiod takes a Service's port for: `appProtocol` before the port's name, each by the part before its first
 * hyphen. Undefined where neither says it, and Envoy looks at the first bytes of each connection.
 * @see https://istio.io/latest/docs/ops/configuration/traffic-management/protocol-selection/
 */
export function portProtocol(port: {
  readonly name: string;
  readonly number: number;
  readonly appProtocol: string | undefined;
  readonly transport: string;
}): Protocol | 'UDP' | undefined {
  if (port.transport === 'UDP') return 'UDP';
  const said = port.appProtocol ?? port.name;
  const byKubernetes = port.appProtocol === undefined ? undefined : APP_PROTOCOLS[port.appProtocol];
  if (byKubernetes) return byKubernetes;
  if (said.toLowerCase().startsWith('grpc-web')) return 'GRPC-WEB';
  const prefix = said.split('-')[0]?.toUpperCase() ?? '';
  if (prefix === 'UDP') return 'UDP';
  const known = isProtocol(prefix) ? prefix : protocolOfPortName(said);
  return known ?? (WELL_KNOWN.includes(port.number) ? 'TCP' : undefined);
}
