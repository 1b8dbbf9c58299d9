import type { Place } from '../../diagnostics/diagnostic.ts';
import type { CallerRef, ServiceFacts } from '../../istio/inventory.ts';
import { nearestName } from '../../istio/nearest.ts';
import type { MeshIndex } from '../../lower/mesh-index.ts';
import type { Scoped } from '../../model/snapshot-types.ts';
import { type CheckFinding, defineCheck } from './check.ts';
import { canaryName, named, routeTitle } from './walks/wording.ts';

/** Names that the types of the handles would have refused, but that came through `any` or from another mesh. */
export const undeclaredName = defineCheck({
  code: 'undeclared-name',
  severity: 'error',
  *find({ index }) {
    const names = new DeclaredNames(index);
    const seen = new Set<string>();
    for (const mention of mentions(index)) {
      if (names.has(mention)) continue;
      const finding = report(mention, names.of(mention), index.mesh.name);
      if (!seen.has(finding.message)) yield finding;
      seen.add(finding.message);
    }
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
      namespace: new Set(inventory.services.map((service) => service.namespace)),
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

function* mentions(index: MeshIndex): Iterable<Mention> {
  yield* inTopology(index);
  yield* inServices(index);
  yield* inRoutes(index);
  yield* inPolicies(index);
  yield* inCanaries(index);
}

function* inTopology({ mesh }: MeshIndex): Iterable<Mention> {
  for (const { name, network } of mesh.inventory.clusters) {
    yield { kind: 'network', name: network, by: `Cluster '${name}'`, at: mesh.places[`clusters/${name}`] };
  }
  for (const { key, clusters } of mesh.inventory.gateways) {
    const by = `IngressGateway '${key}'`;
    for (const name of clusters) yield { kind: 'cluster', name, by, at: mesh.places[`gateways/${key}`] };
  }
}

function* inServices({ mesh }: MeshIndex): Iterable<Mention> {
  for (const service of mesh.inventory.services) {
    const from = { by: `Service '${service.key}'`, at: mesh.places[`services/${service.key}`] };
    if (service.stable !== undefined) yield { kind: 'version', name: service.stable, service, ...from };
    for (const { cluster, versions } of service.runsIn) {
      yield { kind: 'cluster', name: cluster, ...from };
      for (const name of versions) yield { kind: 'version', name, service, ...from };
    }
    if (service.callers !== 'any') yield* callers(service.callers, from);
  }
}

function* inRoutes({ mesh, services }: MeshIndex): Iterable<Mention> {
  for (const route of mesh.routes) {
    const service = services.get(route.service);
    const from = { by: routeTitle(route), at: route.at };
    for (const name of route.on ?? []) yield { kind: 'gateway', name, ...from };
    if (!service) continue;
    for (const name of Object.keys(route.to ?? {})) yield { kind: 'version', name, service, ...from };
    if (route.port !== undefined) yield { kind: 'port', name: route.port, service, ...from };
  }
}

function* inPolicies({ mesh, services }: MeshIndex): Iterable<Mention> {
  for (const policy of mesh.trafficPolicies) yield* scope('TrafficPolicy', policy, services);
  for (const rule of mesh.mutualTls) yield* scope('MutualTls', rule, services);
  for (const policy of mesh.accessPolicies) {
    yield* scope('AccessPolicy', policy, services);
    const service = services.get(policy.service);
    const from = { by: `AccessPolicy '${policy.id}' of service '${policy.service}'`, at: policy.at };
    for (const rule of policy.allow) {
      yield* callers(rule.from, from);
      if (service) for (const name of rule.ports) yield { kind: 'port', name, service, ...from };
    }
  }
}

function* scope(what: string, policy: Scoped, services: MeshIndex['services']): Iterable<Mention> {
  const { subject, at } = policy;
  const service = 'service' in subject ? services.get(subject.service) : undefined;
  const by = `${what} '${policy.id}'${service ? ` of service '${service.key}'` : ''}`;
  for (const name of policy.in ?? []) yield { kind: 'cluster', name, by, at };
  if (subject.kind === 'namespace') yield { kind: 'namespace', name: subject.namespace, by, at };
  if (service && subject.kind === 'version') yield { kind: 'version', name: subject.version, service, by, at };
  if (service && subject.kind === 'port') yield { kind: 'port', name: subject.port, service, by, at };
}

function* inCanaries({ mesh, services }: MeshIndex): Iterable<Mention> {
  for (const canary of mesh.canaries) {
    const { service: key, from, to, waves } = canary.spec;
    const service = services.get(key);
    const by = `Canary '${canaryName(canary)}' of service '${key}'`;
    for (const name of service ? [from, to] : []) yield { kind: 'version', name, service: service!, by, at: canary.at };
    for (const name of waves.flatMap((wave) => wave.clusters)) yield { kind: 'cluster', name, by, at: canary.at };
  }
}

function* callers(refs: readonly CallerRef[], from: Pick<Mention, 'by' | 'at'>): Iterable<Mention> {
  for (const { kind, key } of refs) yield { kind, name: key, ...from };
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
