import type { Facts, ServicePortFacts, ServiceSurroundings } from '../istio/facts.ts';
import type { Manifest } from '../istio/manifest.ts';
import { isProtocol } from '../istio/protocol.ts';
import { compare, namespaceOf, specOf } from './objects.ts';
import type { KnownService } from './routed.ts';
import { entries, fields, number, text, textMap, texts } from './shape.ts';

const kubernetes = new WeakMap<ServiceSurroundings, KnownService>();

/** A Kubernetes Service as proxies know it; always the same object for the same facts. */
export function kubernetesService(facts: ServiceSurroundings): KnownService {
  const known = kubernetes.get(facts);
  if (known) return known;
  const { host, namespace, name, ports, selector, headless, externalName, exportTo } = facts;
  const made: KnownService = {
    host,
    namespace,
    name,
    ports,
    source: 'kubernetes',
    manifest: undefined,
    selector,
    headless,
    externalName,
    resolution: externalName === undefined ? 'pods' : 'dns',
    external: externalName !== undefined,
    exportTo,
  };
  kubernetes.set(facts, made);
  return made;
}

const indexes = new WeakMap<Facts, ReadonlyMap<string, readonly ServiceSurroundings[]>>();

/** The Kubernetes Services of a mesh by host; several for one host where clusters have it differently. */
export function kubernetesByHost(facts: Facts): ReadonlyMap<string, readonly ServiceSurroundings[]> {
  const known = indexes.get(facts);
  if (known) return known;
  const index = new Map<string, ServiceSurroundings[]>();
  for (const service of facts.services) {
    const same = index.get(service.host);
    if (same) same.push(service);
    else index.set(service.host, [service]);
  }
  indexes.set(facts, index);
  return index;
}

/** As one istiod knows it: clusters may hold different copies, and it takes that of its own cluster. */
export function kubernetesServiceOf(facts: Facts, cluster: string, host: string): KnownService | undefined {
  const copies = kubernetesByHost(facts).get(host);
  const copy = copies?.find(({ clusters }) => clusters.includes(cluster)) ?? copies?.[0];
  return copy && kubernetesService(copy);
}

const lists = new WeakMap<Facts, Map<string, readonly KnownService[]>>();

/** All of them, in istiod's order. */
export function kubernetesServicesOf(facts: Facts, cluster: string): readonly KnownService[] {
  const known = lists.get(facts) ?? new Map<string, readonly KnownService[]>();
  lists.set(facts, known);
  const list =
    known.get(cluster) ??
    inOrder([...kubernetesByHost(facts).keys()].flatMap((host) => kubernetesServiceOf(facts, cluster, host) ?? []));
  known.set(cluster, list);
  return list;
}

export function inOrder(services: readonly KnownService[]): readonly KnownService[] {
  return [...services].sort((a, b) => compare(a.name, b.name) || compare(a.namespace, b.namespace));
}

const ofEntries = new WeakMap<Manifest, readonly KnownService[]>();

/** The services that a ServiceEntry declares, one for each of its hosts. */
export function servicesOfEntry(manifest: Manifest): readonly KnownService[] {
  const known = ofEntries.get(manifest);
  if (known) return known;
  const spec = specOf(manifest);
  const selector = textMap(fields(spec.workloadSelector).labels);
  const ports = entries(spec.ports).flatMap(portOfEntry);
  const exportTo = texts(spec.exportTo);
  const made = texts(spec.hosts).map(
    (host): KnownService => ({
      host: host.toLowerCase(),
      namespace: namespaceOf(manifest),
      name: host.toLowerCase(),
      ports,
      source: 'service entry',
      manifest,
      selector,
      headless: false,
      externalName: undefined,
      resolution: selector ? 'pods' : resolutionOf(spec.resolution),
      external: spec.location !== 'MESH_INTERNAL',
      exportTo: exportTo.length > 0 ? exportTo : undefined,
    }),
  );
  ofEntries.set(manifest, made);
  return made;
}

function portOfEntry(port: ReturnType<typeof fields>): ServicePortFacts[] {
  const at = number(port.number);
  if (at === undefined) return [];
  const protocol = (text(port.protocol) ?? '').toUpperCase();
  return [
    {
      name: text(port.name) ?? '',
      number: at,
      targetPort: number(port.targetPort) ?? at,
      protocol: protocol === 'UDP' || isProtocol(protocol) ? protocol : undefined,
    },
  ];
}

function resolutionOf(resolution: unknown): KnownService['resolution'] {
  if (resolution === 'STATIC') return 'static';
  if (resolution === 'DNS' || resolution === 'DNS_ROUND_ROBIN' || resolution === 'DYNAMIC_DNS') return 'dns';
  return 'none';
}
