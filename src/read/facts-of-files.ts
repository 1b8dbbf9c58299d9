import type { Facts, NetworkGatewayFacts, NetworkSurroundings, WorkloadSurroundings } from '../istio/facts.ts';
import { NETWORK_LABEL, selects } from '../istio/labels.ts';
import { clustersOf } from './clusters-of-files.ts';
import { declaredServices, gatewayPods } from './declared-services.ts';
import type { InventoryFile } from './inventory-file.ts';
import type { InventoryValues } from './inventory-schema.ts';
import { Gateways } from './kubernetes/gateways.ts';
import { type InstalledMesh, installedMeshes, type MeshConfigProblem } from './kubernetes/mesh-config-map.ts';
import { networkGatewaysOf } from './kubernetes/network-gateways.ts';
import type { ByKind, Labels } from './kubernetes/object.ts';
import { secretsOf } from './kubernetes/secrets.ts';
import { servicesOf } from './kubernetes/services.ts';
import { namespacesOf, workloadsOf } from './kubernetes/workloads.ts';

/** Where Istio is installed unless somebody says otherwise. */
const ROOT_NAMESPACE = 'istio-system';

/** What the Kubernetes objects of all clusters and an inventory file say together; the inventory wins. */
export function factsOfFiles(
  names: readonly string[],
  objects: ByKind,
  inventory: InventoryFile | undefined,
): { readonly facts: Facts; readonly problems: readonly MeshConfigProblem[] } {
  const values = inventory?.values;
  const said = values?.rootNamespace ?? values?.meshConfig?.rootNamespace;
  const { meshes, problems } = installedMeshes(objects, said ?? ROOT_NAMESPACE);
  const rootNamespace =
    said ?? meshes.find(({ config }) => config.rootNamespace)?.config.rootNamespace ?? ROOT_NAMESPACE;
  const namespaces = namespacesOf(objects);
  const networkOf = networkNames(objects, meshes, rootNamespace);
  const clusters = clustersOf(names, values, meshes, networkOf);
  const configClusterOf = (name: string) => clusters.find((one) => one.name === name)?.configCluster ?? name;
  const written = workloadsOf(objects, { rootNamespace, namespaces, configClusterOf });
  const declared = declaredServices(values, clusters);
  const networks = networksOf(clusters, objects, inventory, meshes, rootNamespace);
  const workloads = [...written, ...declared.workloads, ...gatewayPods(values, clusters)];
  const withGateways = [
    ...workloads,
    ...missingPods(networks, workloads),
    ...assumedPods(objects, clusters, workloads, rootNamespace),
  ];
  const services = servicesOf(objects);
  const hosts = new Set(services.map(({ host }) => host));
  const facts: Facts = {
    mesh: values?.mesh ?? 'mesh',
    rootNamespace,
    clusters,
    networks,
    namespaces: namespaces.length > 0 ? namespaces : undefined,
    services: [...services, ...declared.services.filter(({ host }) => !hosts.has(host))],
    workloads: withZones(withGateways, values),
    secrets: secretsOf(objects),
    complete:
      values?.complete ??
      clusters.every(({ name }) => [...written, ...declared.workloads].some((one) => one.cluster === name)),
  };
  return { facts, problems };
}

function withZones(
  workloads: readonly WorkloadSurroundings[],
  values: InventoryValues | undefined,
): readonly WorkloadSurroundings[] {
  const zones = new Map(values?.clusters.map(({ name, zone }) => [name, zone]));
  return workloads.map((pods) => ({ ...pods, zone: zones.get(pods.cluster) }));
}

/** The network of each cluster as its own objects tell it: the label of the root namespace, then `meshNetworks`. */
function networkNames(objects: ByKind, meshes: readonly InstalledMesh[], rootNamespace: string) {
  const found = new Map<string, string>();
  for (const { networks } of meshes)
    for (const { name, clusters } of networks) for (const cluster of clusters) found.set(cluster, name);
  for (const { cluster, name, manifest } of objects.all('/Namespace')) {
    const network = manifest.metadata.labels?.[NETWORK_LABEL];
    if (name === rootNamespace && network !== undefined) found.set(cluster, network);
  }
  return found;
}

function networksOf(
  clusters: Facts['clusters'],
  objects: ByKind,
  inventory: InventoryFile | undefined,
  meshes: readonly InstalledMesh[],
  rootNamespace: string,
): NetworkSurroundings[] {
  const declared = inventory?.values.networks ?? [];
  const found = networkGatewaysOf(objects);
  const names = [...declared, ...clusters.map(({ network }) => ({ name: network }))].map(({ name }) => name);
  return [...new Set(names)].map((name) => {
    const said = declared
      .find((network) => network.name === name)
      ?.gateways?.map(
        ({
          cluster,
          namespace = rootNamespace,
          labels = { istio: 'eastwestgateway' },
          port = 15443,
        }): NetworkGatewayFacts => {
          return { cluster, namespace, labels, port };
        },
      );
    const labelled = found.filter(({ network }) => network === name).map(({ gateway }) => gateway);
    const gateways =
      said ?? (labelled.length > 0 ? labelled : fromMeshNetworks(name, clusters, objects, meshes, rootNamespace));
    return { name, gateways };
  });
}

function fromMeshNetworks(
  network: string,
  clusters: Facts['clusters'],
  objects: ByKind,
  meshes: readonly InstalledMesh[],
  rootNamespace: string,
): NetworkGatewayFacts[] {
  const inside = clusters.filter((cluster) => cluster.network === network).map(({ name }) => name);
  const entry = meshes.flatMap(({ networks }) => networks).find(({ name }) => name === network);
  return (entry?.gateways ?? []).flatMap(({ service, port }) => {
    const [name = '', namespace = rootNamespace] = service?.split('.') ?? [];
    const found = objects.all('/Service').filter((one) => one.name === name && one.namespace === namespace);
    return inside.map((cluster): NetworkGatewayFacts => {
      const spec = found.find((one) => one.cluster === cluster)?.manifest.spec;
      const labels = (spec?.selector as Labels | undefined) ?? { istio: 'eastwestgateway' };
      return { cluster, namespace, labels, port };
    });
  });
}

/** The pods of network gateways that are named and whose Deployment is not among the files. */
function missingPods(
  networks: readonly NetworkSurroundings[],
  known: readonly WorkloadSurroundings[],
): WorkloadSurroundings[] {
  return networks
    .flatMap(({ gateways }) => gateways)
    .filter(({ cluster, namespace, labels }) => {
      return !known.some(
        (pods) => pods.cluster === cluster && pods.namespace === namespace && selects(labels, pods.labels),
      );
    })
    .map(({ cluster, namespace, labels }) => proxyPods(cluster, namespace, 'east-west-gateway', labels));
}

/**
 * Gateways are mostly installed by charts whose objects nobody keeps beside those of Istio. So where no pods of a gateway
 * are known in a cluster, those that its Gateways select are taken to be there, in the root namespace.
 */
function assumedPods(
  objects: ByKind,
  clusters: Facts['clusters'],
  known: readonly WorkloadSurroundings[],
  rootNamespace: string,
): WorkloadSurroundings[] {
  const gateways = new Gateways(objects);
  return clusters.flatMap(({ name, configCluster }) => {
    if (known.some((pods) => pods.cluster === name && pods.proxy === 'gateway')) return [];
    const selectors = new Map(gateways.in(configCluster).map((labels) => [JSON.stringify(labels), labels]));
    return [...selectors.values()]
      .filter((labels) => !known.some((pods) => pods.cluster === name && selects(labels, pods.labels)))
      .map((labels) => proxyPods(name, rootNamespace, labels.istio ?? labels.app ?? 'gateway', labels));
  });
}

function proxyPods(cluster: string, namespace: string, name: string, labels: Labels): WorkloadSurroundings {
  return {
    cluster,
    namespace,
    name,
    labels,
    serviceAccount: undefined,
    proxy: 'gateway',
    zone: undefined,
    replicas: undefined,
    ports: {},
  };
}
