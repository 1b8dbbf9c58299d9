import { parse } from 'yaml';
import { itemOf, type Message, messageOf, textOf } from '../../../istio/message.ts';
import type { World, WorldObject } from '../../world.ts';

/** The ConfigMap of an istiod, with what it holds as data. */
export interface MeshConfigMap {
  readonly on: WorldObject;
  readonly mesh: Message | undefined;
  readonly meshNetworks: Message | undefined;
}

/** ConfigMaps `istio` of the root namespace that are among the objects, by cluster. */
export function meshConfigMaps(world: World): ReadonlyMap<string, MeshConfigMap> {
  return world.remember('ConfigMaps of istiod', () => {
    const maps = world
      .ofKind('ConfigMap')
      .filter(({ name, namespace }) => name === 'istio' && namespace === world.facts.rootNamespace);
    return new Map(
      maps.map((on) => {
        const data = itemOf(on.manifest.data);
        return [on.cluster, { on, mesh: readMap(data.mesh), meshNetworks: readMap(data.meshNetworks) }];
      }),
    );
  });
}

/** Text that is no YAML is told by whoever reads the files. */
function readMap(text: unknown): Message | undefined {
  try {
    return messageOf(parse(textOf(text)));
  } catch {
    return undefined;
  }
}
