import type { Inventory } from '../istio/inventory.ts';
import type { Values } from './text.ts';

/**
 * Networks whose gateways have addresses that an author knows: which clusters are in them, and where they are reached.
 * Of the others istiod finds out by itself. Undefined: all of them.
 * @see https://istio.io/latest/docs/reference/config/istio.mesh.v1alpha1/#MeshNetworks
 */
export function meshNetworks({ networks, clusters }: Inventory): Values | undefined {
  const known = networks.flatMap(({ name, addresses = [] }): [string, Values][] => {
    if (addresses.length === 0) return [];
    const endpoints = clusters.filter(({ network }) => network === name).map((one) => ({ fromRegistry: one.name }));
    return [[name, { endpoints, gateways: addresses }]];
  });
  return known.length === 0 ? undefined : Object.fromEntries(known);
}
