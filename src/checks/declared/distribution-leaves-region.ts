import type { ServiceFacts } from '../../istio/inventory.ts';
import type { TrafficPolicySnapshot } from '../../model/snapshot-types.ts';
import { type CheckFinding, defineCheck, type Judged } from './check.ts';
import { blocksWith } from './walks/blocks.ts';
import { counted, named } from './walks/wording.ts';

/** A distribution over localities that says nothing of a region in which the service runs. */
export const distributionLeavesRegion = defineCheck({
  code: 'distribution-leaves-region',
  severity: 'error',
  *find(judged) {
    const found = new Map<TrafficPolicySnapshot, Gap>();
    for (const { service, effective, clusters } of blocksWith(
      judged,
      ({ settings }) => 'localityDistribute' in settings,
    )) {
      const policy = effective.get('localityDistribute');
      if (!policy) continue;
      for (const { from, regions } of gaps(judged, service, policy, clusters)) {
        const gap = found.get(policy) ?? { from: new Set(), regions: new Set(), services: new Set() };
        gap.from.add(from);
        for (const region of regions) gap.regions.add(region);
        gap.services.add(service.key);
        found.set(policy, gap);
      }
    }
    for (const [policy, gap] of found) yield report(policy, gap);
  },
});

interface Gap {
  readonly from: Set<string>;
  readonly regions: Set<string>;
  readonly services: Set<string>;
}

/** Rules that hold for a caller, each with the regions of the service that it does not name. */
function gaps({ index }: Judged, service: ServiceFacts, policy: TrafficPolicySnapshot, clusters: readonly string[]) {
  const regionOf = (cluster: string) => index.clusters.get(cluster)?.region ?? '';
  const callers = index.clientClusters(service).filter((cluster) => clusters.includes(cluster));
  const from = new Set(callers.map(regionOf));
  const served = [...new Set(index.serverClusters(service).map(regionOf))].sort();
  return (policy.settings.localityDistribute ?? [])
    .filter((rule) => regionIn(rule.from) === '*' || from.has(regionIn(rule.from)))
    .map((rule) => {
      const to = Object.keys(rule.to).map(regionIn);
      return { from: rule.from, regions: to.includes('*') ? [] : served.filter((region) => !to.includes(region)) };
    })
    .filter(({ regions }) => regions.length > 0);
}

function regionIn(locality: string): string {
  return locality.split('/')[0] ?? '';
}

function report(policy: TrafficPolicySnapshot, { from, regions, services }: Gap): CheckFinding {
  return {
    at: policy.at,
    message: `TrafficPolicy '${policy.id}' distributes calls from ${named(from)} and leaves out ${named(regions)}, where ${counted('service', services)} also ${services.size === 1 ? 'runs' : 'run'}.`,
    why: 'Endpoints in a locality that a distribution does not name get nothing at all, not even when all named ones are down.',
    hint: 'Name every region that has pods, with a share of 1 at least, or use localityFailover instead.',
  };
}
