import type { Manifest } from '../istio/manifest.ts';
import type { ClusterObject } from './cluster-object.ts';
import type { MeshIndex } from './mesh-index.ts';

/**
 * Opens each cluster's east-west gateway to calls from other networks. AUTO_PASSTHROUGH routes by SNI to every service
 * in the mesh and lets nothing in that is not mutual TLS of the mesh.
 * @see https://istio.io/latest/docs/setup/install/multicluster/multi-primary_multi-network/
 */
export function crossNetworkGateways(index: MeshIndex): ClusterObject[] {
  if (!index.multiNetwork) return [];
  const { clusters, networks, rootNamespace } = index.mesh.inventory;
  return clusters.flatMap((cluster) => {
    const selector = networks.find((network) => network.name === cluster.network)?.eastWestGateway;
    if (!selector) return [];
    const server = {
      port: { number: 15443, name: 'tls', protocol: 'TLS' },
      tls: { mode: 'AUTO_PASSTHROUGH' },
      hosts: ['*.local'],
    };
    const manifest: Manifest = {
      apiVersion: 'networking.istio.io/v1',
      kind: 'Gateway',
      metadata: { name: 'cross-network-gateway', namespace: rootNamespace },
      spec: { selector, servers: [server] },
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
