import type { ServiceFacts } from '../../istio/inventory.ts';
import { serviceHost } from '../../istio/names.ts';
import { protocolFamily } from '../../istio/protocol.ts';
import type { Tier } from '../../model/specs.ts';
import type { MeshIndex } from '../mesh-index.ts';

/** An egress gateway with the services that are called through it. */
export interface Egress {
  readonly gateway: ServiceFacts;
  readonly ports: NonNullable<ServiceFacts['egress']>;
  readonly behind: readonly ServiceFacts[];
}

/** Those that something is called through; a gateway alone needs no object. */
export function egressesOf({ mesh }: MeshIndex): readonly Egress[] {
  const { services } = mesh.inventory;
  return services.flatMap((gateway) => {
    if (!gateway.egress) return [];
    const behind = services.filter(({ external }) => external?.through === gateway.key);
    return behind.length === 0 ? [] : [{ gateway, ports: gateway.egress, behind }];
  });
}

/** The gateway that a service is called through. */
export function egressOf(index: MeshIndex, { external }: ServiceFacts): Egress | undefined {
  if (external?.through === undefined) return undefined;
  return egressesOf(index).find(({ gateway }) => gateway.key === external.through);
}

export function portOfFamily({ ports }: ServiceFacts, family: 'http' | 'tls') {
  return ports.find(({ protocol }) => protocolFamily(protocol) === family);
}

/** Names a gateway's pods as callers' routes do, apart for each service behind it: each has a server name of its own. */
export function destinationAt({ gateway, ports }: Egress, service: ServiceFacts, family: 'http' | 'tls') {
  return { host: serviceHost(gateway), subset: subsetFor(service), port: { number: ports[family] } };
}

/**
 * Name of what is there for one service at its gateway: subset, Gateway, and the VirtualService bound to that. A DNS label;
 * two hyphens, which names hardly have, keep the two names apart, and tell delivery which objects these are.
 */
export function subsetFor({ namespace, name }: ServiceFacts): string {
  return `${namespace}--${name}`;
}

/** Sidecars come to know what is behind a gateway when the gateway's own objects and its policies are there. */
export const WAY_OUT: Tier = 'entries';
