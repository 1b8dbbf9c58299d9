import { groupOf } from '../istio/manifest.ts';
import type { MeshSnapshot } from '../model/snapshot-types.ts';
import type { PlacedManifest } from '../model/specs.ts';

/**
 * What stays in the folder of a cluster that is to be closed: which connections and callers its pods accept, so that
 * whatever still runs there stays as closed as it was; and what its author has put there himself. Everything that leads
 * requests goes. Of one that is to be empty nothing stays.
 */
export function leftIn<T extends PlacedManifest>(mesh: MeshSnapshot, objects: readonly T[]): readonly T[] {
  const { decommissioned } = mesh;
  if (decommissioned === undefined) return objects;
  const own = new Set(mesh.objects.map(({ manifest }) => manifest));
  const closes = ({ manifest }: T) => groupOf(manifest.apiVersion) === 'security.istio.io' || own.has(manifest);
  return objects.filter((object) => {
    const how = decommissioned[object.cluster];
    return how === undefined || (how === 'close' && closes(object));
  });
}
