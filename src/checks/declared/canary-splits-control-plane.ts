import type { MeshIndex } from '../../lower/mesh-index.ts';
import type { CanarySpec } from '../../model/specs.ts';
import { defineCheck } from './check.ts';
import { canaryName, counted } from './walks/wording.ts';

/** Routes of a gateway cannot be told apart by the cluster of its pods, as routes of the mesh can. */
export const canarySplitsControlPlane = defineCheck({
  code: 'canary-splits-control-plane',
  severity: 'error',
  *find({ index }) {
    if (index.sharedControlPlanes.size === 0) return;
    for (const { spec, at } of index.moves) {
      for (const gateway of gatewaysTo(index, spec.service)) {
        for (const [config, served] of index.sharedControlPlanes) {
          const here = (index.gateways.get(gateway)?.clusters ?? []).filter((cluster) => served.includes(cluster));
          if (new Set(here.map((cluster) => shareOf(spec, cluster))).size < 2) continue;
          yield {
            at,
            message: `Canary '${canaryName({ spec })}' moves gateway '${gateway}' not alike in ${counted('cluster', here)}, which one control plane serves.`,
            why: `Their istiod reads one VirtualService of the gateway, from '${config}'; Istio tells callers apart by cluster in routes of the mesh only, not in those of a gateway.`,
            hint: spec.pinToCluster
              ? 'Leave pinToCluster out, or give one of the clusters a control plane of its own.'
              : 'Put these clusters into the same wave, with the same weights, or give one of them a control plane of its own.',
          };
        }
      }
    }
  },
});

/** Gateways with a route to a service that the canary shifts. */
function gatewaysTo(index: MeshIndex, service: string): readonly string[] {
  const routes = (index.routes.get(service) ?? []).filter((route) => !route.to);
  return [...new Set(routes.flatMap((route) => route.on ?? []))].filter((key) => index.gateways.has(key)).sort();
}

/** The same text for clusters that the canary moves at the same time and in the same way. */
function shareOf({ waves, pinToCluster }: CanarySpec, cluster: string): string {
  const wave = waves.findIndex(({ clusters }) => clusters.includes(cluster));
  const found = waves[wave];
  if (!found) return '';
  const weights = found.weightsIn?.[cluster] ?? found.weights;
  return JSON.stringify([wave, weights, ...(pinToCluster ? [cluster] : [])]);
}
