import { stageLookup } from '../../src/schedule/desired.ts';
import { withVariants } from '../../src/schedule/variant.ts';
import type { Placed } from './proof-case.ts';
import { type ClusterName, shopMesh } from './proof-mesh.ts';

/** What the canary of cart changes, as it is at one of its stages. */
export function pinnedAt(stage: string): readonly Placed[] {
  const { bundle, manifestOf } = shopMesh({ pinned: true });
  const [canary] = bundle.canaries;
  if (!canary) throw new Error('The mesh has no canary.');
  const stageOf = stageLookup(bundle, { [canary.id]: stage });
  return Object.entries(bundle.files).flatMap(([path, { variants, cluster }]): Placed[] => {
    const manifest = manifestOf(path);
    if (!manifest || !variants) return [];
    return [{ manifest: withVariants(manifest, variants, cluster, stageOf), clusters: [cluster as ClusterName] }];
  });
}
