import type { BundleMesh } from '../../emit/bundle.ts';
import { identityOf, type Manifest } from '../../istio/manifest.ts';
import { type Positions, stageLookup } from '../desired.ts';
import { withVariants } from '../variant.ts';
import type { ChangedObject } from './types.ts';

/** What a bundle's file is as an object, at the start of all rollouts. */
export type ManifestOf = (path: string) => Manifest | undefined;

/** What moving rollouts through some positions changes, one after the other; files that stay the same are left out. */
export function changesThrough(
  mesh: Pick<BundleMesh, 'files' | 'canaries'>,
  manifestOf: ManifestOf,
  positions: readonly Positions[],
): readonly ChangedObject[] {
  const lookups = positions.map((at) => stageLookup(mesh, at));
  return Object.entries(mesh.files).flatMap(([path, { variants, cluster }]): ChangedObject[] => {
    const manifest = variants ? manifestOf(path) : undefined;
    if (!manifest || !variants) return [];
    const versions = lookups.map((stageOf) => withVariants(manifest, variants, cluster, stageOf));
    const [first] = versions;
    if (versions.every((version) => version === first || JSON.stringify(version) === JSON.stringify(first))) return [];
    return [{ cluster, id: identityOf(manifest), versions }];
  });
}
