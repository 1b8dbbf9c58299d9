import { digest } from '../emit/blob.ts';
import type { BundleMesh } from '../emit/bundle.ts';
import type { Manifest } from '../istio/manifest.ts';
import { desiredManifest, type Positions, stageLookup } from './desired.ts';
import { bootstrapParts, editParts, type Part } from './edit.ts';
import { rankOfKey } from './edits/slots.ts';
import type { Base, Change, Lane } from './plan-types.ts';

/** The lane that brings the applied tree to what the source says, positions of rollouts left as they are. */
export function editLane(
  mesh: BundleMesh,
  base: Base,
  positions: Positions,
  changes: readonly Change[],
): Lane | undefined {
  if (changes.length === 0) return undefined;
  const planHash = sourceHash(mesh);
  const name = mesh.inventory.mesh;
  if (isBootstrap(mesh, base))
    return lane(`${name}/bootstrap`, 'bootstrap', planHash, bootstrapParts(mesh, changes), mesh, base);
  const stageOf = stageLookup(mesh, positions);
  const outlineOf = outlines(mesh);
  const id = `${name}/edit-${planHash.slice(0, 10)}`;
  const state = base.states.get(id);
  const parts = editParts(changes, {
    sides: {
      before: (path) => base.files.get(path)?.manifest,
      after: (path) => desiredManifest(mesh.files[path], stageOf) ?? outlineOf(path),
      target: Object.keys(mesh.files),
      isPart: mesh.part !== undefined,
    },
    rootNamespace: mesh.inventory.rootNamespace,
    tierOf: (path) => mesh.files[path]?.tier,
    waves: mesh.waves,
    reached: state?.status === 'running' ? rankOfKey(state.stage) : -1,
    done: state?.status === 'running' ? Object.keys(state.files) : [],
  });
  return lane(id, 'edit', planHash, parts, mesh, base);
}

/** What an object about a service is, as far as it follows from the service: whom it is for, not what it says. */
function outlines(mesh: BundleMesh): (path: string) => Manifest | undefined {
  const services = new Map(mesh.inventory.services.map((service) => [service.key, service]));
  return (path) => {
    const file = mesh.files[path];
    if (!file) return undefined;
    const { kind, name, namespace = '' } = file;
    const service = services.get(file.service ?? '');
    const outline = { apiVersion: '', kind, metadata: { name, namespace } };
    if (kind === 'VirtualService' && service) return { ...outline, spec: { hosts: [service.host] } };
    if (kind !== 'AuthorizationPolicy' || !service) return outline;
    return { ...outline, spec: { selector: { matchLabels: service.workload }, action: 'ALLOW' } };
  };
}

/** Digest of what the source asks for, every rollout at its start. */
export function sourceHash(mesh: BundleMesh): string {
  return mesh.part?.digest ?? digest(Object.entries(mesh.files).map(([path, file]) => [path, file.blob]));
}

/** Nothing of the mesh is there yet, or what is there is a bootstrap that has not come to its end. */
function isBootstrap(mesh: BundleMesh, base: Base): boolean {
  const state = base.states.get(`${mesh.inventory.mesh}/bootstrap`);
  return state ? state.status === 'running' : ![...base.files.values()].some((file) => file.owned);
}

function lane(
  id: string,
  kind: 'bootstrap' | 'edit',
  planHash: string,
  parts: readonly Part[],
  mesh: BundleMesh,
  base: Base,
): Lane {
  const state = base.states.get(id);
  const running = state?.status === 'running';
  const behind = running ? state.number : 0;
  const stages = parts.map((part, i) => ({
    ...part,
    number: behind + i + 1,
    total: behind + parts.length,
    weightsBefore: {},
    weights: {},
    confirm: behind + i > 0,
  }));
  const holds = [...new Set(parts.flatMap((part) => part.changes.map((change) => change.path)))].sort();
  const round = state ? state.round + (running ? 0 : 1) : 1;
  return { id, kind, planHash, round, stages, holds, relies: aboutSameServices(mesh, holds) };
}

/** A route relies on subsets that another change may have brought a moment ago, and dropping a subset on routes. */
function aboutSameServices(mesh: BundleMesh, paths: readonly string[]): string[] {
  const services = new Set(paths.flatMap((path) => mesh.files[path]?.service ?? []));
  return Object.keys(mesh.files).filter((path) => services.has(mesh.files[path]?.service ?? ''));
}
