import { objectName } from '../naming.ts';
import { defineObjectCheck } from '../object-check.ts';
import { subsetsBeyondNetworks } from './walks/subsets-beyond-networks.ts';

/** A subset that routes of one network use and the cluster behind the other network's gateway does not have. */
export const subsetMissingInCluster = defineObjectCheck({
  code: 'subset-missing-in-cluster',
  severity: 'error',
  *find(world) {
    for (const { route, path, host, subset, remote, rules, known } of subsetsBeyondNetworks(world)) {
      if (known) continue;
      yield {
        on: rules[0] ?? route,
        path: rules[0] ? ['spec', 'subsets'] : path,
        clusters: rules[0] ? [remote] : [route.cluster],
        message: `Subset '${subset}' of ${host} is not in cluster '${remote}', and ${objectName(route)} sends requests to it from another network.`,
        why: `The east-west gateway of '${remote}' has one entry for each subset of its own cluster's DestinationRules: it closes connections for others, so these requests fail (503 UF).`,
        hint: `Write the same subsets into the DestinationRule of ${host} in '${remote}' before any route names them.`,
        ...(rules[0] && { related: [{ message: 'the route that names it', on: route, path }] }),
      };
    }
  },
});
