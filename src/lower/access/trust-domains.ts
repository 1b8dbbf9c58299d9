import type { GatewayFacts, Inventory, ServiceFacts } from '../../istio/inventory.ts';
import type { MeshIndex } from '../mesh-index.ts';

const known = new WeakMap<Inventory, ReadonlyMap<string, string>>();

/**
 * Trust domains that pods in some clusters have, sorted; in all clusters of the mesh where none is named. A mesh's own
 * where nothing runs anywhere: an identity needs one.
 */
export function trustDomainsIn({ mesh: { inventory } }: MeshIndex, clusters?: readonly string[]): readonly string[] {
  let own = known.get(inventory);
  if (!own) {
    const { trustDomain } = inventory;
    own = new Map(inventory.clusters.map((cluster) => [cluster.name, cluster.trustDomain ?? trustDomain]));
    known.set(inventory, own);
  }
  const found = (clusters ?? [...own.keys()]).flatMap((name) => own.get(name) ?? []);
  return found.length === 0 ? [inventory.trustDomain] : [...new Set(found)].sort();
}

/** Those of a service's or a gateway's pods. */
export function trustDomainsOf(index: MeshIndex, caller: ServiceFacts | GatewayFacts): readonly string[] {
  return trustDomainsIn(index, 'runsIn' in caller ? caller.runsIn.map(({ cluster }) => cluster) : caller.clusters);
}
