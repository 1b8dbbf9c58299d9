import type { Facts, ServicePortFacts, ServiceSurroundings } from '../../../istio/facts.ts';
import { selects } from '../../../istio/labels.ts';
import type { Manifest } from '../../../istio/manifest.ts';
import type { ConfigView } from '../../config-view.ts';
import { namespaceOf } from '../../objects.ts';
import type { KnownService } from '../../routed.ts';
import { kubernetesByHost } from '../../services.ts';
import type { Endpoint } from './endpoint.ts';
import { entryLabels, fitsKubernetes, workloadEntryEndpoint } from './workload-entry.ts';
import { podEndpoint, portOn, workloadsIn } from './workloads.ts';

/**
 * Each cluster selects pods by its own copy of a Service. Copies are joined by the name of the port: one that calls the
 * port otherwise adds no endpoints.
 */
export function kubernetesPool(view: ConfigView, service: KnownService, port: number) {
  const { facts } = view;
  const endpoints: Endpoint[] = [];
  const gaps: string[] = [];
  const asked = service.ports.find((candidate) => candidate.number === port);
  for (const copy of kubernetesByHost(facts).get(service.host) ?? []) {
    const own = asked && copy.ports.find((candidate) => candidate.name === asked.name);
    if (!own) continue;
    if (copy.selector === undefined || Object.keys(copy.selector).length === 0) {
      if (copy.externalName === undefined)
        gaps.push(`Service ${service.host} selects no pods, its endpoints are made by hand`);
      continue;
    }
    for (const cluster of copy.clusters) endpoints.push(...podsOf(view, copy, cluster, own));
    if (copy.clusters.includes(view.cluster)) endpoints.push(...entriesOf(view, copy, own));
  }
  // Of a service that has known pods, all are known.
  if (endpoints.length === 0 && !facts.complete) gaps.push('not all workloads of the mesh are known');
  return { endpoints, gaps };
}

const pods = new WeakMap<Facts, WeakMap<ServiceSurroundings, Map<string, readonly Endpoint[]>>>();

/** Always the same objects for the same facts, whoever asks. */
function podsOf(
  { facts }: ConfigView,
  copy: ServiceSurroundings,
  cluster: string,
  port: ServicePortFacts,
): readonly Endpoint[] {
  const ofFacts = pods.get(facts) ?? new WeakMap<ServiceSurroundings, Map<string, readonly Endpoint[]>>();
  pods.set(facts, ofFacts);
  const known = ofFacts.get(copy) ?? new Map<string, readonly Endpoint[]>();
  ofFacts.set(copy, known);
  const key = `${cluster} ${port.number}`;
  const before = known.get(key);
  if (before) return before;
  const made = workloadsIn(facts, cluster, copy.namespace)
    .filter((workload) => selects(copy.selector ?? {}, workload.labels))
    .map((workload) => ({ ...podEndpoint(facts, workload), port: portOn(workload, port), protocol: port.protocol }));
  known.set(key, made);
  return made;
}

/** WorkloadEntries of the config cluster count as pods of the Service's namespace. */
function entriesOf(view: ConfigView, copy: ServiceSurroundings, port: ServicePortFacts): Endpoint[] {
  return view
    .objects('WorkloadEntry')
    .filter(
      (entry: Manifest) =>
        namespaceOf(entry) === copy.namespace &&
        selects(copy.selector ?? {}, entryLabels(entry)) &&
        fitsKubernetes(entry, port),
    )
    .map((entry) => workloadEntryEndpoint(view, entry, port));
}
