import { blobId } from '../emit/blob.ts';
import type { BundleFile, BundleMesh } from '../emit/bundle.ts';
import { fileText } from '../emit/file.ts';
import type { Manifest } from '../istio/manifest.ts';
import { type CanaryStage, START, stageNamed } from './stages.ts';
import { withVariants } from './variant.ts';

/** Where each rollout stands, by its id; one left out stands at its start. */
export type Positions = Readonly<Record<string, string>>;

/** The text of a file, or only its blob id where the text is the bundle's own. */
export interface DesiredFile {
  readonly blob: string;
  readonly text?: string;
  /** What the text says, where it is not the bundle's own. */
  readonly manifest?: Manifest;
}

/** The applied tree at the given positions: a lookup, and a rewriting of only what a moved rollout touches. */
export function desired(mesh: BundleMesh, positions: Positions): ReadonlyMap<string, DesiredFile> {
  const stageOf = stageLookup(mesh, positions);
  return new Map(Object.entries(mesh.files).map(([path, file]) => [path, desiredFile(file, stageOf)]));
}

/** The stage at which each rollout stands. */
export function stageLookup(
  mesh: Pick<BundleMesh, 'canaries'> & { readonly standing?: ReadonlyMap<string, CanaryStage> },
  positions: Positions,
): (rollout: string) => CanaryStage {
  const stages = new Map<string, CanaryStage>(
    mesh.canaries.map((canary) => [canary.id, stageNamed(canary, positions[canary.id] ?? START.key) ?? START]),
  );
  for (const [rollout, stage] of mesh.standing ?? []) stages.set(rollout, stage);
  return (rollout) => stages.get(rollout) ?? START;
}

/** The object of a file that the schedule may look into, at the given stages. */
export function desiredManifest(
  file: BundleFile | undefined,
  stageOf: (rollout: string) => CanaryStage,
): Manifest | undefined {
  if (!file?.variants || !file.manifest) return file?.manifest;
  return withVariants(file.manifest, file.variants, file.cluster, stageOf);
}

export function desiredFile(file: BundleFile, stageOf: (rollout: string) => CanaryStage): DesiredFile {
  if (!file.variants || !file.manifest || file.variants.every((variant) => stageOf(variant.rollout) === START))
    return { blob: file.blob };
  const manifest = withVariants(file.manifest, file.variants, file.cluster, stageOf);
  if (manifest === file.manifest) return { blob: file.blob };
  const text = fileText(manifest);
  return { blob: blobId(text), text, manifest };
}
