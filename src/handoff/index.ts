import { fileText } from '../emit/file.ts';
import { type EmittedFile, emitFiles } from '../emit/files.ts';
import { fileNameOf } from '../emit/paths.ts';
import { helmValues } from '../helm/index.ts';
import type { Manifest } from '../istio/manifest.ts';
import type { MeshSnapshot } from '../model/snapshot-types.ts';
import type { ArgoCdSpec, FluxSpec, PlacedManifest } from '../model/specs.ts';
import { appProject } from './argocd/app-project.ts';
import { applicationSet } from './argocd/application-set.ts';
import { notifications } from './argocd/notifications.ts';
import { clusterObjects } from './flux/cluster-objects.ts';
import { kept } from './keep.ts';
import { leftIn } from './leaving.ts';
import { repositoryFiles } from './repository-files.ts';
import type { HandOff } from './sources.ts';

/** A compiled mesh. */
interface EmittedMesh {
  readonly snapshot: MeshSnapshot;
  readonly files: readonly EmittedFile[];
}

/** The files of the clusters' folders, as they may be handed to a tool that prunes. */
export function clusterFiles(snapshot: MeshSnapshot, objects: readonly PlacedManifest[]): EmittedMesh {
  return { snapshot, files: emitFiles(snapshot.name, kept(snapshot.gitops, leftIn(snapshot, objects))) };
}

/**
 * What applies the folders of the clusters, and what else the applied tree's repository needs: texts by path below
 * `dist/`. Nothing for a mesh without `gitops`; values for Istio's charts for one with `helm`.
 */
export function handOff(meshes: readonly EmittedMesh[]): ReadonlyMap<string, string> {
  const handed = meshes.flatMap(({ snapshot, files }) => handOffOf(snapshot, files) ?? []);
  return new Map([
    ...helmValues(meshes),
    ...repositoryFiles(handed),
    ...handed.flatMap((one) => toolFiles(one).map(([path, manifest]) => [path, fileText(manifest)] as const)),
  ]);
}

function handOffOf(snapshot: MeshSnapshot, files: readonly EmittedFile[]): HandOff | undefined {
  const { name: mesh, gitops } = snapshot;
  if (!gitops || files.length === 0) return undefined;
  return {
    mesh,
    gitops,
    tool: gitops.tool,
    clusters: [...new Set(files.map(({ cluster }) => cluster))].sort(),
    gates: [...snapshot.gates, ...snapshot.canaries.flatMap(({ spec }) => spec.gates)],
    manifests: files.map(({ manifest }) => manifest),
  };
}

type PlacedFile = readonly [path: string, manifest: Manifest];

function toolFiles(handed: HandOff): readonly PlacedFile[] {
  const { mesh, tool } = handed;
  if (tool.kind === 'argocd') return argoFiles({ ...handed, tool });
  return handed.clusters.flatMap((cluster) => fluxFiles({ ...handed, tool }, `${mesh}/flux/${cluster}/`, cluster));
}

function argoFiles(handed: HandOff<ArgoCdSpec>): readonly PlacedFile[] {
  const { project, statuses } = handed.tool;
  const objects = [
    ...(project === undefined ? [appProject(handed)] : []),
    applicationSet(handed),
    ...(statuses ? [notifications(handed)] : []),
  ];
  return objects.map((object) => [`${handed.mesh}/argocd/${fileNameOf(object)}`, object] as const);
}

function fluxFiles(handed: HandOff<FluxSpec>, folder: string, cluster: string): readonly PlacedFile[] {
  return clusterObjects(handed, cluster).map((object) => [`${folder}${fileNameOf(object)}`, object] as const);
}
