import { groupOf } from '../istio/manifest.ts';
import type { MeshSnapshot } from '../model/snapshot-types.ts';
import type { PlacedManifest } from '../model/specs.ts';

/**
 * What stays in a cluster that is given up: which connections and callers its pods accept, so that whatever still runs
 * there stays as closed as it was; and what its author has put there himself. Everything that leads requests goes.
 */
export function leftIn<T extends PlacedManifest>(mesh: MeshSnapshot, objects: readonly T[]): readonly T[] {
  const { decommissioned } = mesh;
  if (decommissioned === undefined) return objects;
  const own = new Set(mesh.objects.map(({ manifest }) => manifest));
  return objects.filter(
    ({ cluster, manifest }) =>
      !decommissioned.includes(cluster) || groupOf(manifest.apiVersion) === 'security.istio.io' || own.has(manifest),
  );
}
