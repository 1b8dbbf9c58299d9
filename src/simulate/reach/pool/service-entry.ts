import type { ServicePortFacts } from '../../../istio/facts.ts';
import { selects } from '../../../istio/labels.ts';
import type { ConfigView } from '../../config-view.ts';
import { namespaceOf, specOf } from '../../objects.ts';
import type { KnownService } from '../../routed.ts';
import { entries, text, textMap } from '../../shape.ts';
import type { Endpoint } from './endpoint.ts';
import { addressEndpoint, entryLabels, workloadEntryEndpoint } from './workload-entry.ts';
import { podEndpoint, workloadsIn } from './workloads.ts';

/**
 * A ServiceEntry's endpoints: the addresses it lists, its host where it lists none and DNS resolves it, or the pods of all
 * clusters and WorkloadEntries of its own that its `workloadSelector` selects in its namespace.
 */
export function serviceEntryPool(view: ConfigView, service: KnownService, port: number) {
  const asked = service.ports.find((candidate) => candidate.number === port);
  const manifest = service.manifest;
  if (!asked || !manifest) return { endpoints: [], gaps: [] };
  const spec = specOf(manifest);
  if (service.selector) {
    const endpoints = selected(view, service, asked);
    // Where some of them are known, all are.
    const gaps = view.facts.complete || endpoints.length > 0 ? [] : ['not all workloads of the mesh are known'];
    return { endpoints, gaps };
  }
  const listed = entries(spec.endpoints).map((endpoint) =>
    addressEndpoint(
      view,
      {
        spec: endpoint,
        labels: textMap(endpoint.labels) ?? {},
        namespace: namespaceOf(manifest),
        name: text(endpoint.address) ?? '',
      },
      asked,
    ),
  );
  if (listed.length > 0 || service.resolution === 'static') return { endpoints: listed, gaps: [] };
  const host = { spec: {}, labels: {}, namespace: namespaceOf(manifest), name: service.host };
  return { endpoints: [addressEndpoint(view, host, asked)], gaps: [] };
}

function selected(view: ConfigView, { namespace, selector = {} }: KnownService, port: ServicePortFacts): Endpoint[] {
  const pods = view.facts.clusters
    .flatMap((cluster) => workloadsIn(view.facts, cluster.name, namespace))
    .filter((workload) => selects(selector, workload.labels))
    .map((workload) => ({
      ...podEndpoint(view.facts, workload),
      port: workload.ports[port.name] ?? (typeof port.targetPort === 'number' ? port.targetPort : port.number),
      protocol: port.protocol,
    }));
  const others = view
    .objects('WorkloadEntry')
    .filter((entry) => namespaceOf(entry) === namespace && selects(selector, entryLabels(entry)))
    .map((entry) => workloadEntryEndpoint(view, entry, port));
  return [...pods, ...others];
}
