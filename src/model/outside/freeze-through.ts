import type { ExternalFacts, ServiceFacts } from '../../istio/inventory.ts';
import { protocolFamily } from '../../istio/protocol.ts';
import { byKey } from '../freezing.ts';

/** Why a service cannot be called through an egress gateway. */
export function throughProblems({ ports }: ServiceFacts, external: ExternalFacts): readonly string[] {
  const { through, hosts, resolution } = external;
  if (through === undefined) return [];
  const families = ports.map(({ protocol }) => protocolFamily(protocol));
  const several = (['http', 'tls'] as const).filter((one) => families.filter((family) => family === one).length > 1);
  return [
    ...(hosts.length > 1 ? ["goes 'through' a gateway with several hosts: declare one for each"] : []),
    ...(hosts.some((host) => host.startsWith('*'))
      ? ["goes 'through' a gateway with a wildcard host: the gateway could not tell which address was meant"]
      : []),
    ...(resolution === 'NONE'
      ? ["goes 'through' a gateway with the resolution NONE: the gateway could not tell which address was meant"]
      : []),
    ...(families.includes('tcp')
      ? ["goes 'through' a gateway with a TCP port: nothing in the connection tells the gateway where it leads"]
      : []),
    ...several.map(
      (family) => `goes 'through' a gateway with several ports for ${family.toUpperCase()}: they would be one there`,
    ),
  ];
}

/**
 * A gateway calls in its callers' stead: it is a caller of the service, and they are callers of the gateway. Whom anybody
 * may call, anybody calls through the gateway.
 */
export function withGatewaysBetween(services: readonly ServiceFacts[]): readonly ServiceFacts[] {
  if (!services.some(({ egress }) => egress !== undefined)) return services;
  return services.map((service) => {
    const { external, egress, callers, key } = service;
    if (egress) {
      const behind = services.filter((one) => one.external?.through === key);
      const open = behind.some((one) => one.callers === 'any');
      const all = new Map(
        behind
          .flatMap((one) => (one.callers === 'any' ? [] : one.callers))
          .map((one) => [`${one.kind}/${one.key}`, one]),
      );
      return { ...service, callers: open ? 'any' : [...all.values()].sort(byKey((one) => `${one.kind}/${one.key}`)) };
    }
    if (external?.through === undefined || callers === 'any') return service;
    const gateway = { kind: 'service' as const, key: external.through };
    const others = callers.filter((one) => one.kind !== gateway.kind || one.key !== gateway.key);
    return { ...service, callers: [...others, gateway].sort(byKey((one) => `${one.kind}/${one.key}`)) };
  });
}
