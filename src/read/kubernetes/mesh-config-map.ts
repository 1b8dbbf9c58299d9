import { parse } from 'yaml';
import { type MeshConfigRead, meshConfigFrom } from '../../istio/mesh-config/facts.ts';
import { entriesOf, itemOf, listOf, numberOf, textOf } from '../../istio/message.ts';
import type { ByKind, ClusterManifest } from './object.ts';

/** What istiod's ConfigMap says in one cluster. */
export interface InstalledMesh {
  readonly cluster: string;
  readonly config: MeshConfigRead;
  readonly networks: readonly MeshNetwork[];
}

/** An entry of `meshNetworks`, whose gateways are Services or addresses. */
export interface MeshNetwork {
  readonly name: string;
  /** Clusters whose endpoints belong to the network: `fromRegistry`. */
  readonly clusters: readonly string[];
  readonly gateways: readonly { readonly service: string | undefined; readonly port: number }[];
}

export interface MeshConfigProblem {
  readonly object: ClusterManifest;
  readonly key: string;
  readonly message: string;
}

/** The ConfigMap `istio` of the root namespace, with MeshConfig in `mesh` and networks in `meshNetworks`. */
export function installedMeshes(
  objects: ByKind,
  rootNamespace: string,
): { readonly meshes: readonly InstalledMesh[]; readonly problems: readonly MeshConfigProblem[] } {
  const problems: MeshConfigProblem[] = [];
  const maps = objects
    .all('/ConfigMap')
    .filter(({ name, namespace }) => name === 'istio' && namespace === rootNamespace);
  const meshes = maps.map((object) => {
    const data = itemOf(object.manifest.data);
    const read = (key: string): unknown => {
      try {
        return parse(textOf(data[key]));
      } catch (error) {
        const reason = error instanceof Error ? error.message.split('\n')[0] : String(error);
        problems.push({
          object,
          key,
          message: `The key ${key} of ConfigMap ${rootNamespace}/istio is no YAML: ${reason}`,
        });
        return undefined;
      }
    };
    return {
      cluster: object.cluster,
      config: meshConfigFrom(read('mesh')),
      networks: networksFrom(read('meshNetworks')),
    };
  });
  return { meshes, problems };
}

function networksFrom(value: unknown): MeshNetwork[] {
  return entriesOf(itemOf(value).networks).map(([name, entry]) => {
    const { endpoints, gateways } = itemOf(entry);
    return {
      name,
      clusters: listOf(endpoints).flatMap((endpoint) => textOf(itemOf(endpoint).fromRegistry) || []),
      gateways: listOf(gateways).map((gateway) => {
        const { registryServiceName, port } = itemOf(gateway);
        return { service: textOf(registryServiceName) || undefined, port: numberOf(port) };
      }),
    };
  });
}
