import type { ServicePortFacts } from '../../../istio/facts.ts';
import { type Labels, NETWORK_LABEL } from '../../../istio/labels.ts';
import type { Manifest } from '../../../istio/manifest.ts';
import type { ConfigView } from '../../config-view.ts';
import { nameOf, namespaceOf, specOf } from '../../objects.ts';
import { type Fields, fields, number, text, textMap } from '../../shape.ts';
import { augmentedLabels, type Endpoint, localityOf, TLS_MODE_LABEL } from './endpoint.ts';

/** Of the object, and where they say nothing those of the spec. */
export function entryLabels(entry: Manifest): Labels {
  return { ...textMap(specOf(entry).labels), ...textMap(fields(entry.metadata).labels) };
}

/** Services of Kubernetes take addresses alone, and a port that they call by name must be among those of the entry. */
export function fitsKubernetes(entry: Manifest, { targetPort }: ServicePortFacts): boolean {
  const { address, ports } = specOf(entry);
  if (typeof targetPort === 'string' && number(fields(ports)[targetPort]) === undefined) return false;
  return address === undefined || ADDRESS.test(text(address) ?? '');
}

const ADDRESS = /^(\d{1,3}(\.\d{1,3}){3}|[\da-f:]*:[\da-f:.]*)$/i;

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
    port: portOf(fields(spec.ports), port),
    protocol: port.protocol,
    weight: number(spec.weight) || 1,
    workload: undefined,
  };
}

function portOf(ports: Fields, { name, targetPort, number: own }: ServicePortFacts): number {
  if (typeof targetPort === 'string') return number(ports[targetPort]) ?? own;
  return number(ports[name]) ?? targetPort;
}
