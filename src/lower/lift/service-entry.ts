import type { WorkloadEntrySpec } from '../../istio/generated/types/index.ts';
import type { ExternalFacts, PortFacts, ServiceFacts } from '../../istio/inventory.ts';
import type { Manifest } from '../../istio/manifest.ts';
import { isProtocol } from '../../istio/protocol.ts';
import type { MeshIndex } from '../mesh-index.ts';
import { fieldsOf, itemsOf, labelsOf, textOf } from './fields.ts';
import type { KindLift } from './kind-lift.ts';

export const serviceEntry: KindLift = {
  kind: 'ServiceEntry',
  said: {
    hosts: 'ExternalService: hosts',
    addresses: 'ExternalService: addresses',
    ports: 'ExternalService: ports',
    location: 'ExternalService: location',
    resolution: 'ExternalService: resolution',
    workloadSelector: 'ExternalService: pods',
    endpoints: 'ExternalService: endpoints, in',
    subjectAltNames: 'ExternalService: subjectAltNames',
    exportTo: 'ExternalService: callers',
  },
  lift: (index, manifest) => {
    const service = liftServiceEntry(index, manifest);
    return service && { facts: { services: [service] } };
  },
  forget: (facts) => ({ ...facts, services: facts.services.map(withoutEntry) }),
};

const LOCATIONS = ['MESH_EXTERNAL', 'MESH_INTERNAL'] as const;
const RESOLUTIONS = ['NONE', 'STATIC', 'DNS', 'DNS_ROUND_ROBIN', 'DYNAMIC_DNS'] as const;

/**
 * The service that an author would declare to get such a ServiceEntry of one cluster. Of who calls it is left who sees
 * it. Undefined for what is none, or has a port without a protocol that Istio knows.
 */
export function liftServiceEntry(
  { mesh, clusters }: MeshIndex,
  { kind, metadata, spec: said }: Manifest,
): ServiceFacts | undefined {
  const spec = fieldsOf(said);
  const [name, namespace] = [textOf(metadata?.name), textOf(metadata?.namespace)];
  const hosts = itemsOf(spec.hosts).filter((host) => typeof host === 'string');
  const [host] = hosts;
  const ports = itemsOf(spec.ports).map(liftPort);
  if (kind !== 'ServiceEntry' || name === undefined || namespace === undefined || host === undefined) return undefined;
  if (ports.includes(undefined)) return undefined;
  const labels = fieldsOf(fieldsOf(spec.workloadSelector).labels);
  const selector = spec.workloadSelector === undefined ? undefined : labelsOf(labels);
  const external: ExternalFacts = {
    hosts,
    addresses: itemsOf(spec.addresses).filter((one) => typeof one === 'string'),
    location: LOCATIONS.find((one) => one === spec.location) ?? 'MESH_EXTERNAL',
    resolution: RESOLUTIONS.find((one) => one === spec.resolution) ?? 'NONE',
    endpoints: itemsOf(spec.endpoints).map((one) => fieldsOf(one) as WorkloadEntrySpec),
    endpointsIn: {},
    selector,
    subjectAltNames: itemsOf(spec.subjectAltNames).filter((one) => typeof one === 'string'),
    clusters: undefined,
    through: undefined,
    exportTo: itemsOf(spec.exportTo).filter((one) => typeof one === 'string'),
  };
  const known = mesh.inventory.services.find(({ key }) => key === `${namespace}/${name}`);
  return {
    key: `${namespace}/${name}`,
    name,
    namespace,
    host,
    ports: ports.flatMap((port) => port ?? []),
    versions: known?.versions ?? [],
    stable: known?.stable,
    runsIn: known?.runsIn ?? [...clusters.keys()].map((cluster) => ({ cluster, versions: [] })),
    serviceAccount: undefined,
    sidecar: false,
    workload: selector ?? {},
    callers: 'any',
    external,
  };
}

function liftPort(said: unknown): PortFacts | undefined {
  const { name, number, protocol, targetPort } = fieldsOf(said);
  const spoken = textOf(protocol)?.toUpperCase() ?? '';
  if (typeof name !== 'string' || typeof number !== 'number' || !isProtocol(spoken)) return undefined;
  return { name, number, protocol: spoken, targetPort: typeof targetPort === 'number' ? targetPort : number };
}

/** As much as other objects than its ServiceEntry tell. */
function withoutEntry(service: ServiceFacts): ServiceFacts {
  if (!service.external) return service;
  const external: ExternalFacts = {
    hosts: [service.host],
    addresses: [],
    location: 'MESH_EXTERNAL',
    resolution: 'NONE',
    endpoints: [],
    endpointsIn: {},
    selector: undefined,
    subjectAltNames: [],
    clusters: undefined,
    through: undefined,
  };
  return { ...service, external };
}
