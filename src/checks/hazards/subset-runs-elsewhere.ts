import { selects } from '../../istio/labels.ts';
import { objectName } from '../naming.ts';
import { defineObjectCheck } from '../object-check.ts';
import { pathOf } from '../walks/destinations.ts';
import { destinationsOf } from '../walks/routes.ts';
import { podsOf } from './walks/pods.ts';
import { rulesInForce } from './walks/rules-in-force.ts';

/** A share of requests for a subset that has pods in other clusters only: the share leaves the cluster. */
export const subsetRunsElsewhere = defineObjectCheck({
  code: 'subset-runs-elsewhere',
  severity: 'info',
  *find(world) {
    for (const object of world.ofKind('VirtualService')) {
      // What a mesh of ours declares is told by the share that leaves the cluster, in the plan.
      if (object.lowered) continue;
      for (const at of destinationsOf(world, object)) {
        const { host } = at;
        const { subset } = at.destination;
        if (subset === undefined || at.unused || at.among < 2) continue;
        const rules = rulesInForce(world, object.cluster, object.namespace, host);
        const labels = rules.flatMap(({ spec }) => spec.subsets ?? []).find((one) => one.name === subset)?.labels;
        const all = podsOf(world, host);
        const pods = labels ? all.filter((pod) => selects(labels, pod.labels)) : [];
        const here = (cluster: string) => world.clusters.get(cluster)?.configCluster === object.cluster;
        if (pods.length === 0 || pods.some((pod) => here(pod.cluster)) || !all.some((pod) => here(pod.cluster)))
          continue;
        const clusters = [...new Set(pods.map((pod) => pod.cluster))].sort();
        yield {
          on: object,
          path: pathOf(at),
          message: `${objectName(object)} gives a share to subset '${subset}' of ${host}, which has pods in ${clusters.join(', ')} only.`,
          why: 'Weights choose the subset before localities choose the pods: that share of the requests leaves the cluster, with its latency and its cost.',
          hint: 'Run the version in this cluster too before it gets a share here, or give it no weight here.',
        };
      }
    }
  },
});
