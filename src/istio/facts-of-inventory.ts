import type {
  CallerFacts,
  ClusterSurroundings,
  Facts,
  MeshConfigFacts,
  ServiceSurroundings,
  WorkloadSurroundings,
} from './facts.ts';
import { clustersServing, type GatewayFacts, type Inventory, type ServiceFacts } from './inventory.ts';
import { meshConfigFrom } from './mesh-config/facts.ts';
import { BUILT_IN_PROVIDERS } from './mesh-config/provider-schema.ts';

/** The port for mutual TLS of an east-west gateway in Istio's charts. */
export const NETWORK_GATEWAY_PORT = 15443;

/** A mesh's inventory as what surrounds its objects. The Services are taken to exist in every cluster of the mesh. */
export function factsOf(inventory: Inventory): Facts {
  const { mesh, rootNamespace, trustDomain } = inventory;
  const clusters = inventory.clusters.map(
    ({ name, region, network, istio, configCluster = name, ...own }): ClusterSurroundings => ({
      name,
      configCluster,
      region,
      network,
      istio,
      trustDomain: own.trustDomain ?? trustDomain,
      trustDomainAliases: own.trustDomainAliases ?? [],
      meshConfig: own.meshConfig === undefined ? {} : judgedBy(own.meshConfig),
    }),
  );
  const networks = inventory.networks.map(({ name, eastWestGateway }) => ({
    name,
    gateways: clusters
      .filter((cluster) => cluster.network === name)
      .flatMap((cluster) =>
        eastWestGateway === undefined
          ? []
          : [{ cluster: cluster.name, namespace: rootNamespace, labels: eastWestGateway, port: NETWORK_GATEWAY_PORT }],
      ),
  }));
  const ofKubernetes = inventory.services.filter(({ external }) => external === undefined);
  const known: Known = {
    clusters: clusters.map((cluster) => cluster.name),
    services: new Map(inventory.services.map((service) => [service.key, service])),
    gateways: new Map(inventory.gateways.map((gateway) => [gateway.key, gateway])),
  };
  return {
    mesh,
    rootNamespace,
    clusters,
    networks,
    namespaces: undefined,
    services: ofKubernetes.map((service) => surroundingsOf(service, known)),
    workloads: [
      ...ofKubernetes.flatMap(podsOf),
      ...inventory.gateways.flatMap(gatewayPods),
      ...networks.flatMap(({ gateways }) => gateways.map(networkGatewayPods)),
    ],
    ...callersOfHosts(inventory, known),
    secrets: undefined,
    // A mesh may be declared in part: others may run beside what is declared.
    complete: false,
  };
}

/** Whoever describes MeshConfig describes it whole: providers that it does not have are none. */
function judgedBy(meshConfig: Readonly<Record<string, unknown>>): MeshConfigFacts {
  const { facts } = meshConfigFrom(meshConfig);
  const declared = facts.extensionProviders ?? [];
  return { ...facts, extensionProviders: [...new Set([...declared, ...BUILT_IN_PROVIDERS])].sort() };
}

function callersOfHosts({ services }: Inventory, known: Known): Pick<Facts, 'hostCallers' | 'hostGateways'> {
  const closed = services.flatMap(({ external, callers }) => {
    if (!external || callers === 'any') return [];
    const all = callers.flatMap((caller) => callerFacts(caller, known));
    return external.hosts.map((host) => [host, all] as const);
  });
  const behind = services.flatMap(({ host, external }) => {
    const gateway = known.services.get(external?.through ?? '');
    return gateway ? [[host, { namespace: gateway.namespace, name: gateway.name }] as const] : [];
  });
  return {
    ...(closed.length > 0 && { hostCallers: Object.fromEntries(closed) }),
    ...(behind.length > 0 && { hostGateways: Object.fromEntries(behind) }),
  };
}

/** What Services and their callers refer to, by key. */
interface Known {
  readonly clusters: readonly string[];
  readonly services: ReadonlyMap<string, ServiceFacts>;
  readonly gateways: ReadonlyMap<string, GatewayFacts>;
}

function surroundingsOf(service: ServiceFacts, known: Known): ServiceSurroundings {
  const { host, name, namespace, ports, workload, callers } = service;
  return {
    host,
    name,
    namespace,
    clusters: known.clusters,
    ports,
    selector: workload,
    headless: false,
    externalName: undefined,
    exportTo: undefined,
    callers: callers === 'any' ? undefined : callers.flatMap((caller) => callerFacts(caller, known)),
  };
}

function callerFacts({ kind, key }: { kind: string; key: string }, known: Known): CallerFacts[] {
  if (kind === 'gateway') {
    const gateway = known.gateways.get(key);
    if (!gateway) return [];
    const { namespace, serviceAccount, clusters } = gateway;
    return [{ namespace, serviceAccount, clusters, kind: 'gateway' }];
  }
  const service = known.services.get(key);
  if (!service) return [];
  const clusters = clustersServing(service);
  return [{ namespace: service.namespace, serviceAccount: service.serviceAccount, clusters, kind: 'workload' }];
}

const NO_PORTS: WorkloadSurroundings['ports'] = {};

/** One group of pods for each version and cluster; one for each cluster where no versions are declared. */
function podsOf(service: ServiceFacts): WorkloadSurroundings[] {
  const { namespace, name, serviceAccount, sidecar, workload, versions, egress } = service;
  const groups =
    versions.length === 0
      ? [{ version: undefined, name, labels: workload }]
      : versions.map((version) => ({
          version: version.name,
          name: `${name}-${version.name}`,
          labels: { ...workload, ...version.labels },
        }));
  const pods: WorkloadSurroundings[] = [];
  for (const { cluster, versions: present, replicas } of service.runsIn) {
    for (const { version, name, labels } of groups) {
      if (version !== undefined && !present.includes(version)) continue;
      const proxy = egress ? 'gateway' : sidecar ? 'sidecar' : 'none';
      pods.push({
        cluster,
        namespace,
        name,
        labels,
        serviceAccount,
        proxy,
        zone: undefined,
        replicas: replicas?.[version ?? ''],
        ports: NO_PORTS,
      });
    }
  }
  return pods;
}

function gatewayPods({ name, namespace, clusters, selector, serviceAccount }: GatewayFacts): WorkloadSurroundings[] {
  return clusters.map((cluster) => proxyPods({ cluster, namespace, name, labels: selector, serviceAccount }));
}

function networkGatewayPods(gateway: Facts['networks'][number]['gateways'][number]): WorkloadSurroundings {
  const { cluster, namespace, labels } = gateway;
  return proxyPods({ cluster, namespace, name: 'east-west-gateway', labels, serviceAccount: undefined });
}

function proxyPods(
  pods: Pick<WorkloadSurroundings, 'cluster' | 'namespace' | 'name' | 'labels' | 'serviceAccount'>,
): WorkloadSurroundings {
  return { ...pods, proxy: 'gateway', zone: undefined, replicas: undefined, ports: {} };
}
