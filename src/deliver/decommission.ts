/** How far a cluster, or a namespace, is on its way out of a mesh: read from the source and the applied tree alone. */
import { UsageError } from '../diagnostics/errors.ts';
import type { BundleMesh } from '../emit/bundle.ts';
import { clusterFolder } from '../emit/paths.ts';
import type { Manifest } from '../istio/manifest.ts';
import { nearestName } from '../istio/nearest.ts';
import type { Base } from '../schedule/plan-types.ts';
import { observe } from './observe.ts';
import { meshesIn } from './repositories.ts';
import type { TickRequest } from './tick-request.ts';

/** What is to go: a cluster, or a namespace in all of them. */
export type Leaver = { readonly mesh: string } & ({ readonly cluster: string } | { readonly namespace: string });

export interface Departure {
  /**
   * `in-use`: something needs it. `declared`: nothing does, and the source does not say that it is to go. `going`: files
   * are still to go. `closed`: what leads requests has gone, and what closes it is left. `empty`: all has gone, and the
   * source still declares it. `undeclared`: the source has forgotten it, and files are there. `gone`: nothing is there.
   */
  readonly state: 'in-use' | 'declared' | 'going' | 'closed' | 'empty' | 'undeclared' | 'gone';
  /** What still needs it, one phrase each. */
  readonly needs: readonly string[];
  /** Files of the applied tree that are about it. */
  readonly files: readonly string[];
}

export async function departure(requests: readonly TickRequest[], leaver: Leaver): Promise<Departure> {
  const bundles = requests.flatMap(({ folder }) => folder.bundle.meshes);
  const mesh = bundles.find(({ inventory }) => inventory.mesh === leaver.mesh);
  if (!mesh) throw noMesh(leaver.mesh, [...new Set(bundles.map(({ inventory }) => inventory.mesh))]);
  const applied = await appliedFiles(requests, leaver.mesh);
  if ('cluster' in leaver) return ofCluster(mesh, leaver.cluster, applied);
  const blobs = Object.values(mesh.files).map(({ blob }) => blob);
  const objects = await requests[0]!.folder.manifests(blobs);
  return ofNamespace(mesh, leaver.namespace, applied, objects);
}

/** By path, whether Meshwright has written it. */
async function appliedFiles(requests: readonly TickRequest[], mesh: string): Promise<Base['files']> {
  const files = new Map<string, NonNullable<ReturnType<Base['files']['get']>>>();
  for (const request of requests) {
    const { meshes } = await observe({ ...request, meshes: meshesIn(request) });
    const own = meshes.find((one) => one.mesh.inventory.mesh === mesh);
    for (const [path, file] of own?.base.files ?? []) files.set(path, file);
  }
  return files;
}

function ofCluster(mesh: BundleMesh, cluster: string, applied: Base['files']): Departure {
  const { inventory, files: target, decommissioned = {} } = mesh;
  const folder = clusterFolder(inventory.mesh, cluster);
  const files = [...applied].filter(([path]) => path.startsWith(folder));
  const paths = files.map(([path]) => path).sort();
  if (!inventory.clusters.some(({ name }) => name === cluster))
    return { state: paths.length > 0 ? 'undeclared' : 'gone', needs: [], files: paths };
  const needs = usersOf(mesh, cluster);
  if (needs.length > 0) return { state: 'in-use', needs, files: paths };
  if (decommissioned[cluster] === undefined) return { state: 'declared', needs, files: paths };
  const going = files.filter(([path, { blob, owned }]) => owned && target[path]?.blob !== blob).map(([path]) => path);
  if (going.length > 0) return { state: 'going', needs, files: going.sort() };
  return { state: decommissioned[cluster] === 'empty' ? 'empty' : 'closed', needs, files: paths };
}

function usersOf({ inventory, canaries }: BundleMesh, cluster: string): string[] {
  return [
    ...inventory.services.flatMap(({ key, runsIn }) =>
      runsIn.some((place) => place.cluster === cluster) ? [`service ${key} runs there`] : [],
    ),
    ...inventory.gateways.flatMap(({ key, clusters }) =>
      clusters.includes(cluster) ? [`gateway ${key} runs there`] : [],
    ),
    ...inventory.clusters.flatMap(({ name, configCluster }) =>
      configCluster === cluster ? [`its istiod serves ${name}`] : [],
    ),
    ...canaries.flatMap(({ id, waves }) =>
      waves.some(({ clusters }) => clusters.includes(cluster)) ? [`canary ${id} moves requests from it`] : [],
    ),
  ];
}

function ofNamespace(
  { inventory, files: target }: BundleMesh,
  namespace: string,
  applied: Base['files'],
  objects: ReadonlyMap<string, Manifest>,
): Departure {
  const declared = [
    ...inventory.services.filter((one) => one.namespace === namespace).map(({ key }) => `service ${key} is declared`),
    ...inventory.gateways.filter((one) => one.namespace === namespace).map(({ key }) => `gateway ${key} is declared`),
  ];
  const naming = Object.values(target).flatMap(({ blob, cluster }) => {
    const object = objects.get(blob);
    if (object === undefined) return [];
    const what = `${object.kind} ${[object.metadata.namespace, object.metadata.name].filter(Boolean).join('/')} of ${cluster}`;
    if (object.metadata.namespace === namespace) return [`${what} is in it`];
    return names(object.spec, namespace, '') ? [`${what} names it`] : [];
  });
  const files = [...applied].filter(([path]) => path.split('/')[3] === namespace).map(([path]) => path);
  const needs = [...declared, ...naming].sort();
  if (needs.length > 0) return { state: 'in-use', needs, files: files.sort() };
  return { state: files.length > 0 ? 'going' : 'gone', needs, files: files.sort() };
}

/** Fields whose texts are namespaces by themselves. */
const NAMESPACES = ['namespaces', 'notNamespaces', 'exportTo', 'sourceNamespace'];

/** Whether an object says something of a namespace: by a host in it, an identity of it, or its name. */
function names(value: unknown, namespace: string, key: string): boolean {
  if (typeof value === 'string') return namesIn(value, namespace, key);
  if (Array.isArray(value)) return value.some((item) => names(item, namespace, key));
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).some(([name, item]) => names(item, namespace, name));
}

function namesIn(text: string, namespace: string, key: string): boolean {
  if (NAMESPACES.includes(key)) return text === namespace;
  return (
    text.includes(`.${namespace}.svc`) ||
    text.includes(`/ns/${namespace}/`) ||
    // Gateways, and hosts of a Sidecar or a Gateway.
    text.startsWith(`${namespace}/`)
  );
}

function noMesh(name: string, all: readonly string[]): UsageError {
  const near = nearestName(name, all);
  return new UsageError(
    `There is no mesh '${name}'.`,
    near === undefined ? `The source has ${all.join(', ') || 'none'}.` : `Did you mean ${near}?`,
  );
}
