import type { Facts, WorkloadSurroundings } from '../../istio/facts.ts';
import { type ServiceFacts, versionOf } from '../../istio/inventory.ts';
import { selects } from '../../istio/labels.ts';
import type { SimulatedRequest } from '../../simulate/request.ts';
import { Simulation } from '../../simulate/simulation.ts';
import type { ByCluster } from './asks.ts';

/** Part of a client cluster's requests that equal pods serve. */
export interface Served {
  readonly from: string;
  readonly cluster: string;
  /** Version of the service; undefined for pods of none. */
  readonly version: string | undefined;
  readonly share: number;
  /** A copy of requests that others answer: a load, and nothing more. */
  readonly copied: boolean;
}

/** Who serves what while everything is well; each client cluster's shares add up to at most 1. */
export function servedBy(
  facts: Facts,
  service: ServiceFacts,
  objects: ByCluster,
  asks: readonly SimulatedRequest[],
): readonly Served[] {
  const simulation = new Simulation({ facts, manifests: objects });
  const asked = new Map<string, number>();
  for (const { from } of asks) asked.set(from.cluster, (asked.get(from.cluster) ?? 0) + 1);
  return asks.flatMap((request) => {
    const from = request.from.cluster;
    const { destinations, mirrors } = simulation.run(request);
    const parts = [...destinations, ...mirrors.map((copy) => ({ ...copy, copied: true }))];
    return parts.flatMap(({ host, weight, endpoints, ...rest }) =>
      endpoints.flatMap(({ cluster, share, workload }) => {
        const part = (weight * share) / (asked.get(from) ?? 1);
        if (host !== service.host || part === 0) return [];
        const version = versionOf(service, workload?.labels ?? {});
        return [{ from, cluster, version, share: part, copied: 'copied' in rest }];
      }),
    );
  });
}

/** The same mesh with no pods of a service in one region. */
export function withoutRegion(facts: Facts, service: ServiceFacts, region: string): Facts {
  const gone = new Set(facts.clusters.filter((one) => one.region === region).map(({ name }) => name));
  const isGone = ({ cluster, namespace, labels }: WorkloadSurroundings) =>
    gone.has(cluster) && namespace === service.namespace && selects(service.workload, labels);
  return { ...facts, workloads: facts.workloads.map((pods) => (isGone(pods) ? { ...pods, replicas: 0 } : pods)) };
}
