import type { Subject } from '../../model/snapshot-types.ts';
import type { MeshIndex } from '../mesh-index.ts';

/** Where the objects of a policy about servers go, and whose pods they select. */
export interface ServerPlace {
  readonly namespace: string;
  /** Undefined: every pod of the namespace; in the root namespace every pod of the mesh. */
  readonly selector: Readonly<Record<string, string>> | undefined;
  /** What names of objects begin with: no service has a dot in its name, so no two subjects share one. */
  readonly name: string;
  /** Those that run the pods. */
  readonly clusters: readonly string[];
  /** Key of the service it is about. */
  readonly service: string | undefined;
}

/** Undefined for what the mesh does not declare, which is a finding of its own. `id` names what has no other name. */
export function serverPlace(index: MeshIndex, subject: Subject, id: string): ServerPlace | undefined {
  switch (subject.kind) {
    case 'mesh': {
      const clusters = [...index.clusters.keys()].sort();
      const namespace = index.mesh.inventory.rootNamespace;
      return { namespace, selector: undefined, name: 'default.mesh', clusters, service: undefined };
    }
    case 'namespace': {
      const { namespace } = subject;
      const clusters = clustersOf(index, namespace);
      return { namespace, selector: undefined, name: 'default.namespace', clusters, service: undefined };
    }
    case 'pods': {
      const { namespace, labels } = subject;
      const clusters = [...index.clusters.keys()].sort();
      return { namespace, selector: labels, name: `${id}.pods`, clusters, service: undefined };
    }
    case 'gateway': {
      const gateway = index.gateways.get(subject.gateway);
      if (!gateway) return undefined;
      const { namespace, name, selector } = gateway;
      const clusters = gateway.clusters.filter((cluster) => index.clusters.has(cluster));
      return { namespace, selector, name: `${name}.gateway`, clusters, service: undefined };
    }
    default: {
      const service = index.services.get(subject.service);
      if (!service) return undefined;
      const { namespace, name, workload, key } = service;
      return { namespace, selector: workload, name, clusters: index.serverClusters(service), service: key };
    }
  }
}

/** The same text for the same subject. */
export function subjectKey(subject: Subject): string {
  return JSON.stringify(subject);
}

/** Clusters that run a service or a gateway of a namespace. */
function clustersOf(index: MeshIndex, namespace: string): readonly string[] {
  const { services, gateways } = index.mesh.inventory;
  const found = [
    ...services.filter((service) => service.namespace === namespace).flatMap((one) => index.serverClusters(one)),
    ...gateways.filter((gateway) => gateway.namespace === namespace).flatMap(({ clusters }) => clusters),
  ];
  return [...new Set(found)].filter((name) => index.clusters.has(name)).sort();
}
