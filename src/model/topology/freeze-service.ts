import type { CallerRef, Placement, PortFacts, ServiceFacts } from '../../istio/inventory.ts';
import { serviceHost } from '../../istio/names.ts';
import { isProtocol, protocolOfPortName } from '../../istio/protocol.ts';
import { byKey, type Freezing } from '../freezing.ts';
import { EgressGateway } from '../outside/egress-gateway.ts';
import { ExternalService } from '../outside/external-service.ts';
import { freezeExternal } from '../outside/freeze-external.ts';
import { freezeRates, freezeReplicas } from '../rollouts/freeze-capacity.ts';
import { IngressGateway } from './ingress-gateway.ts';
import type { Service, ServiceHandle, ServicePort } from './service.ts';

/** A service with its types widened: the freeze looks at values. */
export type AnyService = Service<string, string>;

export function freezeService(service: AnyService, freezing: Freezing): ServiceFacts {
  const facts = commonFacts(service, freezing);
  if (service instanceof ExternalService) return freezeExternal(service, facts, freezing);
  if (!(service instanceof EgressGateway)) return facts;
  const [http, tls] = ['http', 'tls'].map((name) => facts.ports.find((port) => port.name === name)?.number);
  return { ...facts, egress: { http: http ?? 0, tls: tls ?? 0 } };
}

function commonFacts(service: AnyService, freezing: Freezing): ServiceFacts {
  const { serviceName: name, namespace, props } = service;
  const at = freezing.placeOf(service);
  freezing.requireLabel('service', name, at);
  freezing.requireLabel('namespace', namespace, at);
  const versions = [...new Set(props.versions ?? [])].sort();
  for (const version of versions) freezing.requireLabel('version', version, at);
  const label = props.versionLabel ?? 'version';
  reportTwins(service, freezing);
  const requestsPerSecond = freezeRates(service, freezing);
  return {
    key: `${namespace}/${name}`,
    name,
    namespace,
    host: serviceHost({ name, namespace }),
    ports: Object.entries(props.ports)
      .map(([port, value]) => freezePort(service, port, value, freezing))
      .sort((a, b) => a.number - b.number),
    versions: versions.map((version) => ({ name: version, labels: { [label]: version } })),
    stable: props.stable ?? (versions.length === 1 ? versions[0] : undefined),
    runsIn: freezePlacements(service, versions, freezing),
    serviceAccount: props.serviceAccount,
    sidecar: props.sidecar ?? true,
    workload: { ...(props.workload ?? { app: name }) },
    callers: props.callers === undefined || props.callers === 'any' ? 'any' : uniqueRefs(props.callers),
    ...(requestsPerSecond && { requestsPerSecond }),
  };
}

export function refOf(caller: ServiceHandle | IngressGateway): CallerRef {
  if (caller instanceof IngressGateway) return { kind: 'gateway', key: `${caller.namespace}/${caller.gatewayName}` };
  return { kind: 'service', key: `${caller.namespace}/${caller.serviceName}` };
}

export function uniqueRefs(callers: readonly (ServiceHandle | IngressGateway)[]): CallerRef[] {
  const refs = new Map(callers.map(refOf).map((ref) => [`${ref.kind}/${ref.key}`, ref]));
  return [...refs.values()].sort(byKey((ref) => `${ref.kind}/${ref.key}`));
}

function freezePort(service: AnyService, name: string, value: number | ServicePort, freezing: Freezing): PortFacts {
  const port: ServicePort = typeof value === 'number' ? { number: value } : value;
  const said = port.protocol ?? protocolOfPortName(name);
  const protocol = said !== undefined && isProtocol(said) ? said : undefined;
  const at = freezing.placeOf(service);
  if (protocol === undefined) {
    freezing.report({
      code: 'unknown-protocol',
      at,
      message: `Port '${name}' of service '${service.serviceName}' does not say its protocol.`,
      why: 'Istio would guess it from the first bytes of each connection, and HTTP routes and policies would apply only sometimes.',
      hint: `Name the port after its protocol ('http-${name}'), or set it: ${name}: { number: ${port.number}, protocol: 'HTTP' } beside appProtocol on the Kubernetes Service.`,
    });
  }
  for (const number of [port.number, port.targetPort ?? port.number]) {
    if (Number.isInteger(number) && number >= 1 && number <= 65535) continue;
    freezing.report({
      code: 'invalid-setting',
      at,
      message: `Port '${name}' of service '${service.serviceName}' has the number ${number}.`,
      why: 'Kubernetes and Istio know only ports from 1 to 65535.',
      hint: 'Correct the number.',
    });
  }
  return { name, number: port.number, targetPort: port.targetPort ?? port.number, protocol: protocol ?? 'TCP' };
}

/** Two of one number or name would be one thing in the cluster, and one of them would silently win. */
function reportTwins(service: AnyService, freezing: Freezing): void {
  const numbers = Object.values(service.props.ports).map((port) => (typeof port === 'number' ? port : port.number));
  const versions = [...(service.props.versions ?? [])];
  const again = <T>(items: readonly T[]) => [...new Set(items.filter((item, i) => items.indexOf(item) < i))];
  for (const what of [
    ...again(numbers).map((n) => `the port ${n}`),
    ...again(versions).map((v) => `the version '${v}'`),
  ]) {
    freezing.report({
      code: 'duplicate-name',
      at: freezing.placeOf(service),
      message: `Service '${service.serviceName}' has ${what} twice.`,
      why: 'It is one thing in every cluster: what is said of the one would silently hold for the other, or be lost.',
      hint: 'Declare each once.',
    });
  }
}

/** One entry a cluster, with the union of what its entries say. */
function freezePlacements(service: AnyService, all: readonly string[], freezing: Freezing): Placement[] {
  const versions = new Map<string, Set<string>>();
  for (const entry of service.props.runsIn) {
    const [cluster, here] = 'cluster' in entry ? [entry.cluster.node.id, entry.versions ?? all] : [entry.node.id, all];
    const known = versions.get(cluster) ?? new Set();
    for (const version of here) known.add(version);
    versions.set(cluster, known);
  }
  const replicas = freezeReplicas(service, versions, freezing);
  return [...versions]
    .map(([cluster, here]) => {
      const counts = replicas.get(cluster);
      return { cluster, versions: [...here].sort(), ...(counts && { replicas: sortedCounts(counts) }) };
    })
    .sort(byKey((p) => p.cluster));
}

function sortedCounts(counts: Readonly<Record<string, number>>): Readonly<Record<string, number>> {
  return Object.fromEntries(Object.entries(counts).sort(([a], [b]) => (a < b ? -1 : 1)));
}
