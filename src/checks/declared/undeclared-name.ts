import type { Place } from '../../diagnostics/diagnostic.ts';
import type { CallerRef, ServiceFacts } from '../../istio/inventory.ts';
import { nearestName } from '../../istio/nearest.ts';
import type { MeshIndex } from '../../lower/mesh-index.ts';
import type { Scoped } from '../../model/snapshot-types.ts';
import { movesOf } from '../../model/specs.ts';
import { type CheckFinding, defineCheck } from './check.ts';
import { accessTitle } from './walks/access-in-force.ts';
import { refsOf, rulesOf } from './walks/access-refs.ts';
import { proxySettings } from './walks/proxy-settings.ts';
import { canaryName, named, routeTitle } from './walks/wording.ts';

/** Names that the types of the handles would have refused, but that came through `any` or from another mesh. */
export const undeclaredName = defineCheck({
  code: 'undeclared-name',
  severity: 'error',
  find({ index }) {
    const names = new DeclaredNames(index);
    const found = new Map<string, CheckFinding>();
    eachMention(index, (mention) => {
      if (names.has(mention)) return;
      const finding = report(mention, names.of(mention), index.mesh.name);
      if (!found.has(finding.message)) found.set(finding.message, finding);
    });
    return found.values();
  },
});

type Kind = 'cluster' | 'network' | 'service' | 'gateway' | 'namespace' | 'version' | 'port';

/** One name in one place. Versions and ports are names within `service`. */
interface Mention {
  readonly kind: Kind;
  readonly name: string;
  readonly service?: ServiceFacts;
  readonly by: string;
  readonly at: Place | undefined;
}

class DeclaredNames {
  readonly #names: Readonly<Record<Exclude<Kind, 'version' | 'port'>, ReadonlySet<string>>>;

  constructor({ mesh: { inventory }, clusters, services, gateways }: MeshIndex) {
    this.#names = {
      cluster: new Set(clusters.keys()),
      service: new Set(services.keys()),
      gateway: new Set(gateways.keys()),
      network: new Set(inventory.networks.map((network) => network.name)),
      namespace: new Set([...inventory.services, ...inventory.gateways].map(({ namespace }) => namespace)),
    };
  }

  has({ kind, name, service }: Mention): boolean {
    if (kind === 'version') return service?.versions.some((version) => version.name === name) ?? false;
    if (kind === 'port') return service?.ports.some((port) => port.name === name) ?? false;
    return this.#names[kind].has(name);
  }

  of({ kind, service }: Mention): readonly string[] {
    if (kind === 'version') return service?.versions.map((version) => version.name) ?? [];
    if (kind === 'port') return service?.ports.map((port) => port.name) ?? [];
    return [...this.#names[kind]];
  }
}

type Tell = (mention: Mention) => void;

/** Calls back and does not yield: a large mesh has a hundred thousand of them. */
function eachMention(index: MeshIndex, tell: Tell): void {
  inTopology(index, tell);
  inServices(index, tell);
  inRoutes(index, tell);
  inPolicies(index, tell);
  inCanaries(index, tell);
  inWaves(index, tell);
}

function inTopology({ mesh }: MeshIndex, tell: Tell): void {
  for (const { name, network } of mesh.inventory.clusters) {
    tell({ kind: 'network', name: network, by: `Cluster '${name}'`, at: mesh.places[`clusters/${name}`] });
  }
  for (const { key, clusters } of mesh.inventory.gateways) {
    const by = `IngressGateway '${key}'`;
    for (const name of clusters) tell({ kind: 'cluster', name, by, at: mesh.places[`gateways/${key}`] });
  }
}

function inServices({ mesh }: MeshIndex, tell: Tell): void {
  for (const service of mesh.inventory.services) {
    const from = { by: `Service '${service.key}'`, at: mesh.places[`services/${service.key}`] };
    if (service.stable !== undefined) tell({ kind: 'version', name: service.stable, service, ...from });
    for (const { cluster, versions } of service.runsIn) {
      tell({ kind: 'cluster', name: cluster, ...from });
      for (const name of versions) tell({ kind: 'version', name, service, ...from });
    }
    if (service.callers !== 'any') callers(service.callers, from, tell);
  }
}

function inRoutes({ mesh, services }: MeshIndex, tell: Tell): void {
  for (const route of mesh.routes) {
    const service = services.get(route.service);
    const from = { by: routeTitle(route), at: route.at };
    for (const name of route.on ?? []) tell({ kind: 'gateway', name, ...from });
    if (!service) continue;
    const copied = (route.mirrors ?? []).map(({ version }) => version);
    for (const name of [...Object.keys(route.to ?? {}), ...copied]) tell({ kind: 'version', name, service, ...from });
    if (route.port !== undefined) tell({ kind: 'port', name: route.port, service, ...from });
    if (route.toPort !== undefined) tell({ kind: 'port', name: route.toPort, service, ...from });
  }
}

function inPolicies({ mesh, services }: MeshIndex, tell: Tell): void {
  for (const policy of mesh.trafficPolicies) scope('TrafficPolicy', policy, services, tell);
  for (const rule of mesh.mutualTls) scope('MutualTls', rule, services, tell);
  for (const jwt of mesh.jwtAuthentications) scope('JwtAuthentication', jwt, services, tell);
  for (const [what, policies] of proxySettings(mesh)) for (const one of policies) scope(what, one, services, tell);
  for (const policy of mesh.accessPolicies) {
    scope('AccessPolicy', policy, services, tell);
    const { subject } = policy;
    const service = 'service' in subject ? services.get(subject.service) : undefined;
    const from = { by: accessTitle(policy), at: policy.at };
    callers(refsOf(policy), from, tell);
    for (const { operation } of service ? rulesOf(policy) : [])
      for (const name of [...(operation.ports ?? []), ...(operation.notPorts ?? [])])
        tell({ kind: 'port', name, service: service!, ...from });
  }
}

function scope(what: string, policy: Scoped, services: MeshIndex['services'], tell: Tell): void {
  const { subject, at } = policy;
  const service = 'service' in subject ? services.get(subject.service) : undefined;
  const by = `${what} '${policy.id}'${service ? ` of service '${service.key}'` : ''}`;
  for (const name of policy.in ?? []) tell({ kind: 'cluster', name, by, at });
  if (subject.kind === 'gateway') tell({ kind: 'gateway', name: subject.gateway, by, at });
  if (subject.kind === 'namespace') tell({ kind: 'namespace', name: subject.namespace, by, at });
  if (service && subject.kind === 'version') tell({ kind: 'version', name: subject.version, service, by, at });
  if (service && subject.kind === 'port') tell({ kind: 'port', name: subject.port, service, by, at });
}

function inCanaries({ mesh, services }: MeshIndex, tell: Tell): void {
  for (const canary of mesh.canaries) {
    const { service: own, waves } = canary.spec;
    const by = `Canary '${canaryName(canary)}' of service '${own}'`;
    for (const { service: key, from, to } of movesOf(canary.spec)) {
      const service = services.get(key);
      if (!service && key !== own) tell({ kind: 'service', name: key, by, at: canary.at });
      for (const name of service ? [from, to] : [])
        tell({ kind: 'version', name, service: service!, by, at: canary.at });
    }
    for (const name of waves.flatMap((wave) => wave.clusters)) tell({ kind: 'cluster', name, by, at: canary.at });
  }
}

function inWaves({ mesh }: MeshIndex, tell: Tell): void {
  for (const { id, at, waves } of mesh.waves)
    for (const name of waves.flatMap(({ clusters }) => clusters))
      tell({ kind: 'cluster', name, by: `RolloutWaves '${id}'`, at });
}

function callers(refs: readonly CallerRef[], from: Pick<Mention, 'by' | 'at'>, tell: Tell): void {
  for (const { kind, key } of refs) tell({ kind, name: key, ...from });
}

const WHY: Readonly<Record<Kind, string>> = {
  version:
    'No subset and no pods answer to it: requests sent there fail with 503, and a policy about it applies to nothing.',
  port: 'It would apply to no port at all; an access rule that loses its only port would open every port.',
  cluster: 'The mesh writes no folder for it: what is meant for it would reach no proxy.',
  service: 'Its identity and its clusters are unknown, so nothing could be exported to it or allowed from it.',
  gateway: 'No Gateway object of that name is written: Istio ignores what is bound to it.',
  network: "Proxies could not tell whether to call the cluster's pods directly or through an east-west gateway.",
  namespace: 'The policy would be left out of every cluster without a word.',
};

function report({ kind, name, service, by, at }: Mention, declared: readonly string[], mesh: string): CheckFinding {
  const owner = service ? `service '${service.key}'` : `mesh '${mesh}'`;
  const lack = kind === 'namespace' ? `in which ${owner} has no service` : `which ${owner} does not declare`;
  const near = nearestName(String(name), declared.map(String));
  const others = declared.length === 0 ? `${owner} declares none.` : `Declared: ${named(declared, 8)}.`;
  return {
    at,
    message: `${by} names the ${kind} '${name}', ${lack}.`,
    why: WHY[kind],
    hint:
      near === undefined
        ? `${others} Declare it, or take the name out with the cast that let it through.`
        : `Did you mean '${near}'?`,
  };
}
