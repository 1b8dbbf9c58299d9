import { type ClusterFacts, eastWestSelector, type RevisionFacts } from '../../istio/inventory.ts';
import type { Manifest } from '../../istio/manifest.ts';
import type { ClusterObject } from '../cluster-object.ts';
import type { MeshIndex } from '../mesh-index.ts';

/** Ports of the east-west gateway, and those of istiod's Service behind them: what proxies and webhooks call. */
const PORTS = [
  { name: 'tls-istiod', number: 15012, service: 15012 },
  { name: 'tls-istiodwebhook', number: 15017, service: 443 },
] as const;

/**
 * Opens a cluster's istiod to clusters without one, through its east-west gateway. TLS is passed on: istiod ends it and
 * asks for the caller's token itself.
 * @see https://istio.io/latest/docs/setup/install/multicluster/primary-remote/
 */
export function exposedIstiods(index: MeshIndex): ClusterObject[] {
  const { clusters, rootNamespace } = index.mesh.inventory;
  return clusters.flatMap((cluster) => {
    const selector = eastWestSelector(index.mesh.inventory, cluster);
    if (cluster.exposedIstiod === undefined || !selector) return [];
    return [gateway(selector, rootNamespace), ...virtualServices(cluster, rootNamespace)].map((manifest) => ({
      cluster: cluster.name,
      manifest,
      tier: 'entries',
      service: undefined,
      at: index.mesh.places[`clusters/${cluster.name}`],
      variants: [],
    }));
  });
}

function gateway(selector: Readonly<Record<string, string>>, namespace: string): Manifest {
  const servers = PORTS.map(({ name, number }) => ({
    port: { name, number, protocol: 'TLS' },
    tls: { mode: 'PASSTHROUGH' },
    hosts: ['*'],
  }));
  return {
    apiVersion: 'networking.istio.io/v1',
    kind: 'Gateway',
    metadata: { name: 'istiod-gateway', namespace },
    spec: { selector, servers },
  };
}

/** One istiod takes whatever name it is called by; of several each is called by its own. */
function virtualServices({ revisions }: ClusterFacts, namespace: string): Manifest[] {
  if (revisions === undefined || revisions.length === 0)
    return [virtualService('istiod-vs', 'istiod', ['*'], namespace)];
  return revisions.map((revision) => {
    const host = hostOf(revision);
    const names =
      revisions.length === 1 ? ['*'] : [`${host}.${namespace}.svc`, `${host}.${namespace}.svc.cluster.local`];
    return virtualService(`istiod-vs-${revision.name}`, host, names, namespace);
  });
}

function hostOf({ name }: RevisionFacts): string {
  return `istiod-${name}`;
}

function virtualService(name: string, istiod: string, sniHosts: readonly string[], namespace: string): Manifest {
  const host = `${istiod}.${namespace}.svc.cluster.local`;
  const tls = PORTS.map(({ number, service }) => ({
    match: [{ port: number, sniHosts }],
    route: [{ destination: { host, port: { number: service } } }],
  }));
  return {
    apiVersion: 'networking.istio.io/v1',
    kind: 'VirtualService',
    metadata: { name, namespace },
    spec: { hosts: ['*'], gateways: ['istiod-gateway'], tls },
  };
}
