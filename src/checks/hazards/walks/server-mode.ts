import type { WorkloadSurroundings } from '../../../istio/facts.ts';
import { selects } from '../../../istio/labels.ts';
import type { World, WorldObject } from '../../world.ts';

export type ServerMode = 'STRICT' | 'PERMISSIVE' | 'DISABLE';

export interface ModeInForce {
  readonly mode: ServerMode;
  readonly by: WorldObject<'PeerAuthentication'> | undefined;
}

/**
 * What a pod accepts on one of its ports: of its workload's policy, else the namespace's, else the mesh's. `config`: as the
 * objects of another cluster would have it, by which the proxies there judge.
 */
export function modeInForce(
  world: World,
  pod: WorkloadSurroundings,
  port: number | undefined,
  config = world.clusters.get(pod.cluster)?.configCluster ?? pod.cluster,
): ModeInForce {
  if (pod.proxy === 'none') return { mode: 'DISABLE', by: undefined };
  const levels = levelsOf(world, config);
  const workload = levels.workloads.get(pod.namespace)?.find((object) => {
    return selects(object.spec.selector?.matchLabels ?? {}, pod.labels);
  });
  const onPort = port === undefined ? undefined : workload?.spec.portLevelMtls?.[String(port)]?.mode;
  if (workload && isMode(onPort)) return { mode: onPort, by: workload };
  for (const object of [workload, levels.namespaces.get(pod.namespace), levels.mesh]) {
    const mode = object?.spec.mtls?.mode;
    if (object && isMode(mode)) return { mode, by: object };
  }
  return { mode: 'PERMISSIVE', by: undefined };
}

type Peer = WorldObject<'PeerAuthentication'>;

interface Levels {
  readonly mesh: Peer | undefined;
  readonly namespaces: ReadonlyMap<string, Peer>;
  readonly workloads: ReadonlyMap<string, readonly Peer[]>;
}

function levelsOf(world: World, cluster: string): Levels {
  return world.rememberOf('peer authentications of', cluster, () => {
    const namespaces = new Map<string, Peer>();
    const workloads = new Map<string, Peer[]>();
    for (const object of world.ofKind('PeerAuthentication', cluster)) {
      const wide = Object.keys(object.spec.selector?.matchLabels ?? {}).length === 0;
      if (wide) {
        if (!namespaces.has(object.namespace)) namespaces.set(object.namespace, object);
      } else if (object.namespace !== world.facts.rootNamespace) {
        const list = workloads.get(object.namespace);
        if (list) list.push(object);
        else workloads.set(object.namespace, [object]);
      }
    }
    return { mesh: namespaces.get(world.facts.rootNamespace), namespaces, workloads };
  });
}

function isMode(mode: string | undefined): mode is ServerMode {
  return mode === 'STRICT' || mode === 'PERMISSIVE' || mode === 'DISABLE';
}
