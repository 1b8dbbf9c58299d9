import type {
  ClusterSurroundings,
  Facts,
  NetworkGatewayFacts,
  ServicePortFacts,
  ServiceSurroundings,
  WorkloadSurroundings,
} from '../../../src/istio/facts.ts';
import { selects } from '../../../src/istio/labels.ts';

const known = new WeakMap<Facts, Map<string, object[]>>();

/** The Kubernetes objects that make Istio see what the facts say, by cluster. */
export function kubernetesObjects(facts: Facts): Map<string, object[]> {
  const made =
    known.get(facts) ??
    new Map(facts.clusters.map((cluster, index) => [cluster.name, objectsOf(facts, cluster, index)]));
  known.set(facts, made);
  return made;
}

/** The address of a group's pod, the same in every run. */
export function podAddress(facts: Facts, workload: WorkloadSurroundings): string {
  const cluster = facts.clusters.findIndex(({ name }) => name === workload.cluster);
  const at = facts.workloads.indexOf(workload);
  return `10.${cluster + 1}.${Math.floor(at / 250)}.${(at % 250) + 1}`;
}

/** Where another network finds a gateway. */
export function gatewayAddress(facts: Facts, gateway: NetworkGatewayFacts): string {
  const all = facts.networks.flatMap(({ gateways }) => gateways);
  return `203.0.113.${all.indexOf(gateway) + 1}`;
}

function objectsOf(facts: Facts, cluster: ClusterSurroundings, index: number): object[] {
  const pods = facts.workloads.filter((one) => one.cluster === cluster.name && one.replicas !== 0);
  const services = facts.services.filter(({ clusters }) => clusters.includes(cluster.name));
  const namespaces = new Set([
    facts.rootNamespace,
    ...pods.map((one) => one.namespace),
    ...services.map((one) => one.namespace),
  ]);
  return [
    ...[...namespaces].map((name) => namespaceOf(facts, cluster, name)),
    ...new Map(pods.map((pod) => [nodeName(pod), nodeOf(pod, cluster)])).values(),
    ...pods.map((pod) => podOf(facts, pod, cluster)),
    ...services.flatMap((service, at) => [
      serviceOf(service, `10.${100 + index}.${Math.floor(at / 250)}.${(at % 250) + 1}`),
      ...slicesOf(facts, service, pods),
    ]),
    ...facts.networks.flatMap(({ name, gateways }) =>
      gateways.filter((one) => one.cluster === cluster.name).map((one) => networkGateway(facts, name, one, index)),
    ),
  ];
}

function namespaceOf(facts: Facts, cluster: ClusterSurroundings, name: string): object {
  const known = facts.namespaces?.find((one) => one.cluster === cluster.name && one.name === name)?.labels;
  const network = name === facts.rootNamespace ? { 'topology.istio.io/network': cluster.network } : {};
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels: { ...network, ...known } } };
}

const nodeName = (pod: WorkloadSurroundings) => `node-${pod.zone ?? 'any'}`;

function nodeOf(pod: WorkloadSurroundings, { region }: ClusterSurroundings): object {
  const labels = {
    'topology.kubernetes.io/region': region,
    ...(pod.zone !== undefined && { 'topology.kubernetes.io/zone': pod.zone }),
  };
  return { apiVersion: 'v1', kind: 'Node', metadata: { name: nodeName(pod), labels } };
}

const podName = (facts: Facts, pod: WorkloadSurroundings) => `${pod.name}-${facts.workloads.indexOf(pod)}`;

function podOf(facts: Facts, pod: WorkloadSurroundings, { network }: ClusterSurroundings): object {
  const injected =
    pod.proxy === 'none' ? {} : { 'security.istio.io/tlsMode': 'istio', 'topology.istio.io/network': network };
  const address = podAddress(facts, pod);
  const ports = Object.entries(pod.ports).map(([name, containerPort]) => ({ name, containerPort, protocol: 'TCP' }));
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: podName(facts, pod), namespace: pod.namespace, labels: { ...pod.labels, ...injected } },
    spec: {
      nodeName: nodeName(pod),
      serviceAccountName: pod.serviceAccount ?? 'default',
      containers: [{ name: 'app', image: 'app', ports }],
    },
    status: {
      phase: 'Running',
      podIP: address,
      podIPs: [{ ip: address }],
      conditions: [{ type: 'Ready', status: 'True' }],
    },
  };
}

function serviceOf(service: ServiceSurroundings, address: string): object {
  const { name, namespace, externalName, headless, selector, exportTo } = service;
  const annotations = exportTo === undefined ? {} : { 'networking.istio.io/exportTo': exportTo.join(',') };
  const spec = {
    ports: service.ports.map(portOf),
    ...(selector && { selector }),
    ...(externalName === undefined
      ? { clusterIP: headless ? 'None' : address, clusterIPs: [headless ? 'None' : address] }
      : { type: 'ExternalName', externalName }),
  };
  return { apiVersion: 'v1', kind: 'Service', metadata: { name, namespace, annotations }, spec };
}

function portOf({ name, number, targetPort, protocol }: ServicePortFacts): object {
  if (protocol === 'UDP') return { name, port: number, targetPort, protocol };
  // Said outright, since a test may declare a protocol that the port's name does not say.
  const said = protocol === undefined ? {} : { appProtocol: protocol.toLowerCase() };
  return { name, port: number, targetPort, protocol: 'TCP', ...said };
}

/** One slice for each resolution of the ports: pods may give a named port different numbers. */
function slicesOf(facts: Facts, service: ServiceSurroundings, pods: readonly WorkloadSurroundings[]): object[] {
  const { selector, name, namespace } = service;
  if (selector === undefined || Object.keys(selector).length === 0) return [];
  const chosen = pods.filter((pod) => pod.namespace === namespace && selects(selector, pod.labels));
  const groups = new Map<string, WorkloadSurroundings[]>();
  for (const pod of chosen) {
    const ports = JSON.stringify(slicePorts(service, pod));
    groups.set(ports, [...(groups.get(ports) ?? []), pod]);
  }
  return [...groups].map(([ports, members], index) => ({
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { name: `${name}-${index}`, namespace, labels: { 'kubernetes.io/service-name': name } },
    addressType: 'IPv4',
    ports: JSON.parse(ports),
    endpoints: members.map((pod) => ({
      addresses: [podAddress(facts, pod)],
      conditions: { ready: true },
      nodeName: nodeName(pod),
      targetRef: { kind: 'Pod', name: podName(facts, pod), namespace },
    })),
  }));
}

function slicePorts(service: ServiceSurroundings, pod: WorkloadSurroundings): object[] {
  return service.ports.flatMap(({ name, targetPort, protocol }) => {
    const port = typeof targetPort === 'number' ? targetPort : pod.ports[targetPort];
    return port === undefined ? [] : [{ name, port, protocol: protocol === 'UDP' ? 'UDP' : 'TCP' }];
  });
}

function networkGateway(facts: Facts, network: string, gateway: NetworkGatewayFacts, index: number): object {
  const { namespace, labels, port } = gateway;
  const address = gatewayAddress(facts, gateway);
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {
      name: `network-gateway-${address.split('.')[3]}`,
      namespace,
      labels: { 'topology.istio.io/network': network, 'networking.istio.io/gatewayPort': `${port}` },
    },
    spec: {
      type: 'LoadBalancer',
      clusterIP: `10.${200 + index}.0.1`,
      clusterIPs: [`10.${200 + index}.0.1`],
      selector: labels,
      ports: [{ name: 'tls', port, targetPort: port, protocol: 'TCP' }],
    },
    status: { loadBalancer: { ingress: [{ ip: address }] } },
  };
}
