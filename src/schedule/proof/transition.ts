import type { BundleMesh } from '../../emit/bundle.ts';
import { identityOf, type Manifest } from '../../istio/manifest.ts';
import { type Positions, stageLookup } from '../desired.ts';
import { type StageOf, standAlike, withVariants } from '../variant.ts';
import { isSame } from './texts.ts';
import type { ChangedObject } from './types.ts';

/** What a bundle's file is as an object, at the start of all rollouts. */
export type ManifestOf = (path: string) => Manifest | undefined;

const known = new WeakMap<BundleMesh['files'], ReadonlyMap<string, readonly string[]>>();

/** Paths of the files that each rollout changes. */
function movedBy(files: BundleMesh['files']): ReadonlyMap<string, readonly string[]> {
  const before = known.get(files);
  if (before) return before;
  const found = new Map<string, string[]>();
  for (const [path, { variants = [] }] of Object.entries(files)) {
    for (const rollout of new Set(variants.map((variant) => variant.rollout))) {
      const same = found.get(rollout);
      if (same) same.push(path);
      else found.set(rollout, [path]);
    }
  }
  known.set(files, found);
  return found;
}

/** What moving rollouts through some positions changes, one after the other; files that stay the same are left out. */
export function changesThrough(
  mesh: Pick<BundleMesh, 'files' | 'canaries'>,
  manifestOf: ManifestOf,
  positions: readonly Positions[],
): readonly ChangedObject[] {
  const lookups = positions.map((at) => stageLookup(mesh, at));
  const moved = mesh.canaries.filter(({ id }) => new Set(positions.map((at) => at[id])).size > 1);
  const paths = new Set(moved.flatMap(({ id }) => movedBy(mesh.files).get(id) ?? []));
  return [...paths].sort().flatMap((path): ChangedObject[] => {
    const { variants, cluster } = mesh.files[path] ?? {};
    const manifest = manifestOf(path);
    if (!manifest || !variants || cluster === undefined) return [];
    const [start, ...others] = lookups as [StageOf, ...StageOf[]];
    if (others.every((stageOf) => standAlike(variants, cluster, start, stageOf))) return [];
    const versions = lookups.map((stageOf) => withVariants(manifest, variants, cluster, stageOf));
    if (versions.every((version) => isSame(version, versions[0]))) return [];
    return [{ cluster, id: identityOf(manifest), versions }];
  });
}
