import { bundleOf, type Compiled } from '../../src/compile.ts';
import type { Bundle, BundleMesh } from '../../src/emit/bundle.ts';
import { desired, type Positions } from '../../src/schedule/desired.ts';
import { stagesOf } from '../../src/schedule/stages.ts';

/** A bundle's mesh with the texts that lie beside it. */
export interface MeshTexts {
  readonly mesh: BundleMesh;
  readonly texts: ReadonlyMap<string, string>;
}

export function meshTexts(compiled: Compiled): MeshTexts[] {
  const bundle: Bundle = JSON.parse(JSON.stringify(bundleOf(compiled)));
  return bundle.meshes.map((mesh, i) => ({
    mesh,
    texts: new Map(
      compiled.meshes[i]?.files.map(({ path, text }) => [(mesh.files[path] as { blob: string }).blob, text]),
    ),
  }));
}

/** Every file of the mesh at the given positions, as text. */
export function filesAt({ mesh, texts }: MeshTexts, positions: Positions): Map<string, string> {
  return new Map(
    [...desired(mesh, positions)].map(([path, { blob, text }]) => [path, text ?? (texts.get(blob) as string)]),
  );
}

/** Every stage of every rollout with the others at their start, then all at their last, then all rolled back. */
export function allPositions(mesh: BundleMesh): Positions[] {
  const each = mesh.canaries.flatMap((canary) =>
    [...stagesOf(canary).map(({ key }) => key), 'rolled-back'].map((key) => ({ [canary.id]: key })),
  );
  const together = (last: (stages: readonly string[]) => string) =>
    Object.fromEntries(mesh.canaries.map((canary) => [canary.id, last(stagesOf(canary).map(({ key }) => key))]));
  return [
    {},
    ...each,
    ...(mesh.canaries.length > 1
      ? [together((keys) => keys.at(-1) as string), together((keys) => keys[Math.floor(keys.length / 2)] as string)]
      : []),
  ];
}
