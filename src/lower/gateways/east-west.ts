import { type ClusterFacts, eastWestSelector } from '../../istio/inventory.ts';
import { selects } from '../../istio/labels.ts';
import type { Manifest } from '../../istio/manifest.ts';
import type { ClusterObject } from '../cluster-object.ts';
import type { MeshIndex } from '../mesh-index.ts';

/**
 * Opens each cluster's east-west gateway to calls from other networks. AUTO_PASSTHROUGH routes by SNI to every service
 * in the mesh and lets nothing in that is not mutual TLS of the mesh.
 * @see https://istio.io/latest/docs/setup/install/multicluster/multi-primary_multi-network/
 */
export function crossNetworkGateways(index: MeshIndex): ClusterObject[] {
  if (!index.multiNetwork) return [];
  const { clusters, rootNamespace } = index.mesh.inventory;
  return clusters.flatMap((cluster) => {
    const gateway = networkGateway(index, cluster);
    if (!gateway) return [];
    const server = {
      port: { number: 15443, name: 'tls', protocol: 'TLS' },
      tls: { mode: 'AUTO_PASSTHROUGH' },
      hosts: ['*.local'],
    };
    const manifest: Manifest = {
      apiVersion: 'networking.istio.io/v1',
      kind: 'Gateway',
      metadata: { name: gateway.name, namespace: rootNamespace },
      spec: { selector: gateway.selector, servers: [server] },
    };
    return [
      {
        cluster: cluster.name,
        manifest,
        tier: 'entries' as const,
        service: undefined,
        at: index.mesh.places[`clusters/${cluster.name}`],
        variants: [],
      },
    ];
  });
}

/** What Gateways and policies about the east-west gateways of one istiod are called, and whom they select. */
export interface NetworkGateway {
  readonly name: string;
  readonly selector: Readonly<Record<string, string>>;
}

/**
 * A cluster's east-west gateway. Networks of one control plane that mark their gateways by other labels each have objects
 * of their own, unless those of one select the other's pods as well.
 */
export function networkGateway(index: MeshIndex, cluster: ClusterFacts): NetworkGateway | undefined {
  const own = eastWestSelector(index.mesh.inventory, cluster);
  if (!own) return undefined;
  const config = index.configOf(cluster.name);
  const served = (index.sharedControlPlanes.get(config) ?? [cluster.name]).flatMap(
    (one) => index.clusters.get(one) ?? [],
  );
  const marked = [
    ...served.filter((one) => one.name === config),
    ...served.filter((one) => one.name !== config),
  ].flatMap(({ network, ...one }) => {
    const selector = eastWestSelector(index.mesh.inventory, { network, ...one });
    return selector ? [{ network, selector }] : [];
  });
  const isWide = ({ selector }: Pick<NetworkGateway, 'selector'>) =>
    marked.every((one) => !selects(one.selector, selector) || selects(selector, one.selector));
  const wide = marked.filter(isWide);
  const chosen = wide.find(({ selector }) => selects(selector, own)) ?? { network: cluster.network, selector: own };
  const isFirst = wide[0] === undefined || sameLabels(wide[0].selector, chosen.selector);
  return { name: isFirst ? NAME : `${NAME}-${chosen.network}`, selector: chosen.selector };
}

const NAME = 'cross-network-gateway';

function sameLabels(a: NetworkGateway['selector'], b: NetworkGateway['selector']): boolean {
  return selects(a, b) && selects(b, a);
}
