import type { NamespaceSurroundings, WorkloadSurroundings } from '../../istio/facts.ts';
import { textOf } from '../../istio/message.ts';
import { automaticGateways, Gateways } from './gateways.ts';
import { Injection } from './injection.ts';
import type { ByKind } from './object.ts';
import { podsOf, portsOf } from './pods.ts';

/** How clusters are related, as far as reading workloads depends on it. */
export interface Around {
  readonly rootNamespace: string;
  readonly namespaces: readonly NamespaceSurroundings[];
  configClusterOf(cluster: string): string;
}

/** Every group of equal pods in the files, with the proxy that it will have. */
export function workloadsOf(objects: ByKind, around: Around): WorkloadSurroundings[] {
  const pods = podsOf(objects);
  const injection = new Injection(around.namespaces, pods, around.rootNamespace);
  const gateways = new Gateways(objects);
  const written = pods.map((group): WorkloadSurroundings => {
    const { cluster, namespace, name, labels, spec, replicas } = group;
    const isGateway = gateways.isGateway(group, around.configClusterOf(cluster));
    return {
      cluster,
      namespace,
      name,
      labels,
      serviceAccount: textOf(spec.serviceAccountName) || textOf(spec.serviceAccount) || 'default',
      proxy: isGateway ? 'gateway' : injection.hasSidecar(group) ? 'sidecar' : 'none',
      zone: undefined,
      replicas,
      ports: portsOf(group),
    };
  });
  return [...written, ...automaticGateways(objects)];
}

export function namespacesOf(objects: ByKind): NamespaceSurroundings[] {
  return objects.all('/Namespace').map(({ cluster, name, manifest }) => {
    return { cluster, name, labels: manifest.metadata.labels ?? {} };
  });
}
