/** `meshwright/testing`: a mesh compiled in memory, for the author's own tests in any test runner. */
import { bundleOf, type Compiled, compile } from './compile.ts';
import type { Diagnostic } from './diagnostics/diagnostic.ts';
import type { Manifest } from './istio/manifest.ts';
import type { ConstructTree } from './model/snapshot.ts';
import { readManifests } from './read/manifests.ts';
import { desired, type Positions } from './schedule/desired.ts';

export type { Diagnostic } from './diagnostics/diagnostic.ts';
export type { Manifest } from './istio/manifest.ts';
export type { Positions } from './schedule/desired.ts';

/** What compiling gave, with nothing written to disk. */
export interface CompiledMeshes {
  /** Everything found wrong, warnings included; manifests are there only when there is no error. */
  readonly diagnostics: readonly Diagnostic[];
  /** Paths and texts as they would be below `dist/`. */
  readonly files: ReadonlyMap<string, string>;
  /**
   * Manifests of one cluster, each rollout at the stage that `at` names by its id (`{ 'shop/reviews-v2': 'shift-1-2' }`),
   * or at its start.
   */
  manifests(cluster: string, at?: Positions): readonly Manifest[];
}

/** Compiles an app as `synth` would. */
export function compileForTest(app: ConstructTree): CompiledMeshes {
  const compiled = compile(app, { root: process.cwd() });
  const files = new Map(compiled.meshes.flatMap((mesh) => mesh.files.map((file) => [file.path, file.text] as const)));
  return {
    diagnostics: compiled.diagnostics,
    files,
    manifests: (cluster, at = {}) => manifestsOf(compiled, files, cluster, at),
  };
}

function manifestsOf(
  compiled: Compiled,
  files: ReadonlyMap<string, string>,
  cluster: string,
  at: Positions,
): Manifest[] {
  return bundleOf(compiled).meshes.flatMap((mesh) =>
    [...desired(mesh, at)]
      .filter(([path]) => mesh.files[path]?.cluster === cluster)
      .flatMap(([path, { text }]) => readManifests(text ?? files.get(path) ?? '', path).manifests)
      .map(({ manifest }) => manifest),
  );
}
