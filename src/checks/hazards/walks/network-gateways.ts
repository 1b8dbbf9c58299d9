import type { NetworkGatewayFacts } from '../../../istio/facts.ts';
import { selects } from '../../../istio/labels.ts';
import type { World, WorldObject } from '../../world.ts';

/** Gateway objects that open an east-west gateway to calls by SNI, with the hosts that they let through. */
export interface Opening {
  readonly object: WorldObject<'Gateway'>;
  readonly server: number;
  readonly hosts: readonly string[];
}

/** Read by the istiod of the gateway's own cluster. */
export function openingsOf(world: World, gateway: NetworkGatewayFacts): readonly Opening[] {
  const config = world.clusters.get(gateway.cluster)?.configCluster ?? gateway.cluster;
  return world.ofKind('Gateway', config).flatMap((object) => {
    if (!selects(object.spec.selector ?? {}, gateway.labels)) return [];
    return (object.spec.servers ?? []).flatMap(({ port, tls, hosts }, server) => {
      if (port?.number !== gateway.port || tls?.mode !== 'AUTO_PASSTHROUGH') return [];
      return [{ object, server, hosts: hosts.map((host) => host.slice(host.indexOf('/') + 1)) }];
    });
  });
}

/** East-west gateways of the network that a cluster is in. */
export function gatewaysOfNetwork(world: World, network: string): readonly NetworkGatewayFacts[] {
  return world.facts.networks.find((one) => one.name === network)?.gateways ?? [];
}
