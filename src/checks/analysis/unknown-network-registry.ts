import { entriesOf, itemOf, listOf, textOf } from '../../istio/message.ts';
import { nearestName } from '../../istio/nearest.ts';
import { defineObjectCheck } from '../object-check.ts';
import { meshConfigMaps } from './walks/mesh-config.ts';

/** `meshNetworks` assigns the endpoints of a cluster that the mesh does not have. */
export const unknownNetworkRegistry = defineObjectCheck({
  code: 'unknown-network-registry',
  severity: 'error',
  equivalents: ['IST0126'],
  *find(world) {
    const known = [...world.clusters.keys()];
    for (const { on, meshNetworks } of meshConfigMaps(world).values()) {
      for (const [network, value] of entriesOf(itemOf(meshNetworks).networks)) {
        for (const endpoint of listOf(itemOf(value).endpoints)) {
          const registry = textOf(itemOf(endpoint).fromRegistry);
          if (registry === '' || known.includes(registry)) continue;
          const near = nearestName(registry, known);
          yield {
            on,
            path: ['data', 'meshNetworks'],
            message: `ConfigMap ${on.namespace}/${on.name} takes endpoints of the registry '${registry}' into network '${network}', and no cluster of the mesh has that name.`,
            why: 'The endpoints of the cluster that was meant belong to no network: other networks send to the addresses of its pods, which they cannot reach.',
            hint:
              near === undefined
                ? "Use the cluster's name as istiod knows it: 'global.multiCluster.clusterName' and the key of the remote secret."
                : `Did you mean '${near}'?`,
          };
        }
      }
    }
  },
});
