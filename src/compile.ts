import { accept, type Suppression } from './checks/accept.ts';
import { judgeMesh } from './checks/judge-mesh.ts';
import { type Diagnostic, hasErrors, sortDiagnostics } from './diagnostics/diagnostic.ts';
import { type Bundle, bundleMesh, joinBundle } from './emit/bundle.ts';
import type { EmittedFile } from './emit/files.ts';
import { clusterFiles, handOff } from './handoff/index.ts';
import { acknowledged } from './lower/access/acknowledged.ts';
import { duplicates } from './lower/duplicates.ts';
import { lower } from './lower/lower.ts';
import { placesOf } from './lower/places.ts';
import { type ConstructTree, freeze } from './model/snapshot.ts';
import type { MeshSnapshot } from './model/snapshot-types.ts';

export interface CompileOptions {
  /** Folder that the author's files are told from. */
  readonly root: string;
  /** Whether to run the checks; off only where compiling itself is measured. Default: true. */
  readonly checks?: boolean;
  /** What is accepted beside what the source itself accepts. Default: nothing. */
  readonly suppressions?: readonly Suppression[];
}

export interface Compiled {
  readonly meshes: readonly CompiledMesh[];
  /** What lies beside the clusters' folders, by path: for whatever applies them. */
  readonly beside: ReadonlyMap<string, string>;
  readonly diagnostics: readonly Diagnostic[];
}

export interface CompiledMesh {
  readonly snapshot: MeshSnapshot;
  readonly files: readonly EmittedFile[];
}

/** The compile half of Meshwright: constructs → snapshot → manifests → files. Everything after the freeze is pure. */
export function compile(app: ConstructTree, { root, checks = true, suppressions = [] }: CompileOptions): Compiled {
  const { snapshot, diagnostics: found } = freeze(app, root);
  const lowered = snapshot.meshes.map((mesh) => ({ mesh, ...lower(mesh) }));
  const all = sortDiagnostics([
    ...found,
    ...lowered.flatMap(({ objects, diagnostics }) => [...diagnostics, ...duplicates(objects)]),
    ...(checks ? lowered.flatMap(({ mesh, objects }) => judgeMesh(mesh, objects, found)) : []),
  ]);
  const diagnostics = checks ? accept(all, snapshot, suppressions) : all;
  if (hasErrors(diagnostics)) return { meshes: [], beside: new Map(), diagnostics };
  const meshes = lowered.map(({ mesh, objects }) => clusterFiles(mesh, objects));
  return { meshes, beside: handOff(meshes), diagnostics };
}

/** What delivery needs of a compiled mesh, as plain data. */
export function bundleOf(compiled: Pick<Compiled, 'meshes'> & Partial<Compiled>): Bundle {
  const meshes = compiled.meshes.map(({ snapshot, files }) => {
    const { inventory, propagation, gates, gitops, decommissioned } = snapshot;
    const canaries = snapshot.canaries.map(({ spec }) => spec);
    const more = { waves: snapshot.waves[0]?.waves, acknowledged: acknowledged(snapshot), places: placesOf(snapshot) };
    return bundleMesh({ inventory, propagation, gates, gitops, decommissioned, canaries, ...more }, files);
  });
  return joinBundle(meshes, compiled.beside);
}
