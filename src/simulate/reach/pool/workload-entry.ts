import type { ServicePortFacts } from '../../../istio/facts.ts';
import { type Labels, NETWORK_LABEL } from '../../../istio/labels.ts';
import type { Manifest } from '../../../istio/manifest.ts';
import type { ConfigView } from '../../config-view.ts';
import { nameOf, namespaceOf, specOf } from '../../objects.ts';
import { type Fields, fields, number, text, textMap } from '../../shape.ts';
import { augmentedLabels, type Endpoint, localityOf, TLS_MODE_LABEL } from './endpoint.ts';

/** Of the spec, and where it says nothing of the object. */
export function entryLabels(entry: Manifest): Labels {
  return { ...textMap(fields(entry.metadata).labels), ...textMap(specOf(entry).labels) };
}

export function workloadEntryEndpoint(view: ConfigView, entry: Manifest, port: ServicePortFacts): Endpoint {
  const spec = specOf(entry);
  return addressEndpoint(
    view,
    { spec, labels: entryLabels(entry), namespace: namespaceOf(entry), name: nameOf(entry) },
    port,
  );
}

/** An address with its settings, as a WorkloadEntry and an endpoint of a ServiceEntry both give it. */
export function addressEndpoint(
  view: ConfigView,
  { spec, labels, namespace, name }: { spec: Fields; labels: Labels; namespace: string; name: string },
  port: ServicePortFacts,
): Endpoint {
  const network = text(spec.network) ?? labels[NETWORK_LABEL] ?? '';
  const locality = localityOf(text(spec.locality) ?? '');
  const serviceAccount = text(spec.serviceAccount);
  const tlsMode = labels[TLS_MODE_LABEL] ?? (serviceAccount === undefined ? 'disabled' : 'istio');
  return {
    cluster: view.cluster,
    network,
    locality,
    namespace,
    name,
    labels,
    augmented: augmentedLabels(labels, locality, view.cluster, network),
    serviceAccount,
    proxy: tlsMode === 'istio' ? 'sidecar' : 'unknown',
    acceptsMutualTls: tlsMode === 'istio',
    port: number(fields(spec.ports)[port.name]) ?? numberOf(port),
    protocol: port.protocol,
    weight: number(spec.weight) || 1,
    workload: undefined,
  };
}

function numberOf({ targetPort, number: own }: ServicePortFacts): number {
  return typeof targetPort === 'number' ? targetPort : own;
}
