import type { ClusterSurroundings, Facts, ServicePortFacts, WorkloadSurroundings } from '../../../istio/facts.ts';
import { NETWORK_LABEL } from '../../../istio/labels.ts';
import { augmentedLabels, type Endpoint, type Locality, localityOf, TLS_MODE_LABEL } from './endpoint.ts';

/** What of an endpoint does not depend on the service it is asked for. */
export type PodEndpoint = Omit<Endpoint, 'port' | 'protocol'>;

interface WorkloadIndex {
  readonly byPlace: ReadonlyMap<string, readonly WorkloadSurroundings[]>;
  readonly clusters: ReadonlyMap<string, ClusterSurroundings>;
  readonly pods: WeakMap<WorkloadSurroundings, PodEndpoint>;
}

const indexes = new WeakMap<Facts, WorkloadIndex>();

/** Groups of equal pods of one namespace in one cluster; those without any pod are among them. */
export function workloadsIn(facts: Facts, cluster: string, namespace: string): readonly WorkloadSurroundings[] {
  return indexOf(facts).byPlace.get(`${cluster} ${namespace}`) ?? [];
}

/** Pods as an endpoint; always the same object for the same pods. */
export function podEndpoint(facts: Facts, workload: WorkloadSurroundings): PodEndpoint {
  const { pods, clusters } = indexOf(facts);
  const known = pods.get(workload);
  if (known) return known;
  const made = make(workload, clusters.get(workload.cluster));
  pods.set(workload, made);
  return made;
}

/** The number of a target port on these pods; undefined for a name that they are not known to have. */
export function portOn(workload: WorkloadSurroundings, port: ServicePortFacts): number | undefined {
  return typeof port.targetPort === 'number' ? port.targetPort : workload.ports[port.targetPort];
}

function make(workload: WorkloadSurroundings, home: ClusterSurroundings | undefined): PodEndpoint {
  const { cluster, namespace, name, labels, serviceAccount, proxy, replicas } = workload;
  const network = labels[NETWORK_LABEL] ?? home?.network ?? '';
  const locality: Locality = labels['istio-locality']
    ? localityOf(labels['istio-locality'])
    : { region: home?.region ?? '', zone: workload.zone ?? '', subzone: '' };
  const tlsMode = labels[TLS_MODE_LABEL] ?? (proxy === 'sidecar' ? 'istio' : 'disabled');
  return {
    cluster,
    network,
    locality,
    namespace,
    name,
    labels,
    augmented: augmentedLabels(labels, locality, cluster, network),
    serviceAccount,
    proxy,
    acceptsMutualTls: tlsMode === 'istio',
    weight: replicas ?? 1,
    workload: { namespace, name, labels },
  };
}

function indexOf(facts: Facts): WorkloadIndex {
  const known = indexes.get(facts);
  if (known) return known;
  const byPlace = new Map<string, WorkloadSurroundings[]>();
  for (const workload of facts.workloads) {
    const place = `${workload.cluster} ${workload.namespace}`;
    const list = byPlace.get(place);
    if (list) list.push(workload);
    else byPlace.set(place, [workload]);
  }
  const made = {
    byPlace,
    clusters: new Map(facts.clusters.map((cluster) => [cluster.name, cluster])),
    pods: new WeakMap(),
  };
  indexes.set(facts, made);
  return made;
}
