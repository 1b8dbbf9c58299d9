import type { ClusterSurroundings, ServiceSurroundings, WorkloadSurroundings } from '../istio/facts.ts';
import { serviceHost } from '../istio/names.ts';
import { isProtocol } from '../istio/protocol.ts';
import type { InventoryValues, ServiceValues } from './inventory-schema.ts';
import { portProtocol } from './kubernetes/port-protocol.ts';

interface Declared {
  readonly services: readonly ServiceSurroundings[];
  readonly workloads: readonly WorkloadSurroundings[];
}

/** Services that an inventory file lists because no Kubernetes object of theirs is among the files, with their pods. */
export function declaredServices(
  values: InventoryValues | undefined,
  clusters: readonly ClusterSurroundings[],
): Declared {
  const all = clusters.map(({ name }) => name);
  const services = values?.services ?? [];
  return {
    services: services.map((service) => serviceFrom(service, all)),
    workloads: services.flatMap((service) => podsFrom(service, all)),
  };
}

export function nameOf({ name = '', namespace = '', host }: ServiceValues): { name: string; namespace: string } {
  const [first = '', second = ''] = host?.split('.') ?? [name, namespace];
  return { name: first, namespace: second };
}

function serviceFrom(service: ServiceValues, all: readonly string[]): ServiceSurroundings {
  const named = nameOf(service);
  return {
    host: service.host ?? serviceHost(named),
    ...named,
    clusters: service.clusters ?? all,
    ports: Object.entries(service.ports).map(([name, { number, targetPort = number, protocol }]) => ({
      name,
      number,
      targetPort,
      protocol:
        protocol === 'UDP' || (protocol !== undefined && isProtocol(protocol))
          ? protocol
          : portProtocol({ name, number, appProtocol: undefined, transport: 'TCP' }),
    })),
    selector: selectorOf(service),
    headless: false,
    externalName: undefined,
    exportTo: undefined,
    callers: undefined,
  };
}

function selectorOf(service: ServiceValues): Readonly<Record<string, string>> {
  return service.labels ?? { app: nameOf(service).name };
}

function podsFrom(service: ServiceValues, all: readonly string[]): WorkloadSurroundings[] {
  const { name, namespace } = nameOf(service);
  const selector = selectorOf(service);
  const groups = service.versions?.map((version) => ({
    name: `${name}-${version.name}`,
    labels: { ...selector, ...(version.labels ?? { version: version.name }) },
    clusters: version.clusters ?? service.clusters ?? all,
  })) ?? [{ name, labels: selector, clusters: service.clusters ?? all }];
  return groups.flatMap((group) =>
    group.clusters.map((cluster): WorkloadSurroundings => {
      const proxy = service.sidecar === false ? 'none' : 'sidecar';
      const { serviceAccount } = service;
      const common = { serviceAccount, proxy, zone: undefined, replicas: undefined, ports: {} } as const;
      return { cluster, namespace, name: group.name, labels: group.labels, ...common };
    }),
  );
}

/** Pods of the gateways that an inventory file lists. */
export function gatewayPods(
  values: InventoryValues | undefined,
  clusters: readonly ClusterSurroundings[],
): WorkloadSurroundings[] {
  const all = clusters.map(({ name }) => name);
  return (values?.gateways ?? []).flatMap(({ name, namespace, labels, clusters: named, serviceAccount }) =>
    (named ?? all).map((cluster): WorkloadSurroundings => {
      const common = { serviceAccount, proxy: 'gateway', zone: undefined, replicas: undefined, ports: {} } as const;
      return { cluster, namespace, name, labels, ...common };
    }),
  );
}
