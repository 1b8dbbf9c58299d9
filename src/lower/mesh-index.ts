import { type ClusterFacts, clustersServing, type GatewayFacts, type ServiceFacts } from '../istio/inventory.ts';
import { protocolFamily } from '../istio/protocol.ts';
import type { CanarySnapshot, MeshSnapshot, RouteSnapshot, Scoped } from '../model/snapshot-types.ts';
import { perService } from '../model/specs.ts';
import { groupBy } from './group-by.ts';

/** A mesh's facts, looked up the ways lowering and checks need; built once a mesh. */
export class MeshIndex {
  readonly mesh: MeshSnapshot;
  readonly clusters: ReadonlyMap<string, ClusterFacts>;
  readonly services: ReadonlyMap<string, ServiceFacts>;
  readonly gateways: ReadonlyMap<string, GatewayFacts>;
  readonly routes: ReadonlyMap<string, readonly RouteSnapshot[]>;
  /** Every canary once for each service that it moves, as if it moved that one alone. */
  readonly moves: readonly CanarySnapshot[];
  /** Those of a service. */
  readonly canaries: ReadonlyMap<string, readonly CanarySnapshot[]>;
  /** Whether some clusters reach one another only through east-west gateways. */
  readonly multiNetwork: boolean;
  /** Clusters whose istiod reads Istio objects from another one: by that other one's name, itself among them. */
  readonly sharedControlPlanes: ReadonlyMap<string, readonly string[]>;
  readonly #clientClusters = new Map<string, readonly string[]>();

  constructor(mesh: MeshSnapshot) {
    const { clusters, services, gateways } = mesh.inventory;
    this.mesh = mesh;
    this.clusters = new Map(clusters.map((cluster) => [cluster.name, cluster]));
    this.services = new Map(services.map((service) => [service.key, service]));
    this.gateways = new Map(gateways.map((gateway) => [gateway.key, gateway]));
    this.routes = groupBy(mesh.routes, (route) => route.service);
    this.moves = mesh.canaries.flatMap(({ spec, at }) => perService(spec).map((one) => ({ spec: one, at })));
    this.canaries = groupBy(this.moves, (canary) => canary.spec.service);
    this.multiNetwork = new Set(clusters.map((cluster) => cluster.network)).size > 1;
    const groups = groupBy(clusters, ({ name, configCluster = name }) => configCluster);
    this.sharedControlPlanes = new Map(
      [...groups].flatMap(([config, own]) =>
        own.some(({ name }) => name !== config) ? [[config, own.map(({ name }) => name).sort()] as const] : [],
      ),
    );
  }

  /** The cluster in whose folder Istio objects about a cluster belong: that which its istiod reads. */
  configOf(cluster: string): string {
    return this.clusters.get(cluster)?.configCluster ?? cluster;
  }

  /** Those of some clusters whose istiod is that of a cluster; itself where it has one of its own. */
  besides(cluster: string, among: readonly string[]): readonly string[] {
    const served = this.sharedControlPlanes.get(this.configOf(cluster));
    return served ? among.filter((name) => served.includes(name)) : [cluster];
  }

  /** Some clusters, and all that share an istiod with one of them: what it reads holds for each. */
  withShared(some: readonly string[]): readonly string[] {
    if (this.sharedControlPlanes.size === 0) return some;
    const all = [...this.clusters.keys()];
    return [...new Set(some.flatMap((cluster) => this.besides(cluster, all)))].sort();
  }

  /** Clusters in which a proxy may call the service: there its VirtualService belongs. */
  clientClusters(service: ServiceFacts): readonly string[] {
    const known = this.#clientClusters.get(service.key);
    if (known) return known;
    const found =
      service.callers === 'any'
        ? [...this.clusters.keys()]
        : service.callers.flatMap((caller) => this.#clustersOf(caller));
    const isKnown = (name: string) => this.clusters.has(name) && (service.external?.clusters?.includes(name) ?? true);
    const clusters = [...new Set(found)].filter(isKnown).sort();
    this.#clientClusters.set(service.key, clusters);
    return clusters;
  }

  /** Clusters that run pods or machines of the service. */
  serverClusters(service: ServiceFacts): readonly string[] {
    if (service.external) return [];
    return clustersServing(service).filter((name) => this.clusters.has(name));
  }

  /** Namespaces that callers live in, or undefined where callers are not declared. */
  callerNamespaces(service: ServiceFacts): readonly string[] | undefined {
    if (service.callers === 'any') return undefined;
    const namespaces = service.callers.map((caller) => caller.key.slice(0, caller.key.indexOf('/')));
    return [...new Set(namespaces)].sort();
  }

  /** Canaries that move the service in a client cluster: one, and those that are queued behind it. */
  canariesIn(service: string, cluster: string): readonly CanarySnapshot[] {
    const all = this.canaries.get(service) ?? [];
    return all.filter(({ spec }) => spec.waves.some((wave) => wave.clusters.includes(cluster)));
  }

  #clustersOf(caller: { readonly kind: 'service' | 'gateway'; readonly key: string }): readonly string[] {
    if (caller.kind === 'gateway') return this.gateways.get(caller.key)?.clusters ?? [];
    const service = this.services.get(caller.key);
    return service ? clustersServing(service) : [];
  }
}

export function appliesIn(scoped: Scoped, cluster: string): boolean {
  return scoped.in === undefined || scoped.in.includes(cluster);
}

export function portsOf(service: ServiceFacts, family: 'http' | 'tcp' | 'tls') {
  return service.ports.filter((port) => protocolFamily(port.protocol) === family);
}
