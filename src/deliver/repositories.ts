import type { BundleMesh } from '../emit/bundle.ts';
import { sourceHash } from '../schedule/edit-lane.ts';
import type { TickRequest } from './tick-request.ts';

/** The meshes of a bundle as one repository sees them: only the files of its clusters, under the names of the whole. */
export function meshesIn({ folder, clusters }: Pick<TickRequest, 'folder' | 'clusters'>): readonly BundleMesh[] {
  const { meshes } = folder.bundle;
  if (clusters === undefined) return meshes;
  const here = new Set(clusters);
  return meshes.map((mesh) => ({
    ...mesh,
    part: { digest: sourceHash(mesh), clusters, whole: mesh.files },
    files: Object.fromEntries(Object.entries(mesh.files).filter(([, { cluster }]) => here.has(cluster))),
  }));
}
