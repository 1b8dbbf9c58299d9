import { digest } from '../emit/blob.ts';
import type { BundleMesh } from '../emit/bundle.ts';
import { bootstrapParts, editParts, type Part } from './edit.ts';
import type { Base, Change, Lane } from './plan-types.ts';

/** The lane that brings the applied tree to what the source says, positions of rollouts left as they are. */
export function editLane(mesh: BundleMesh, base: Base, changes: readonly Change[]): Lane | undefined {
  if (changes.length === 0) return undefined;
  const planHash = digest(Object.entries(mesh.files).map(([path, file]) => [path, file.blob]));
  const name = mesh.inventory.mesh;
  if (isBootstrap(mesh, base))
    return lane(`${name}/bootstrap`, 'bootstrap', planHash, bootstrapParts(mesh, changes), base);
  return lane(`${name}/edit-${planHash.slice(0, 10)}`, 'edit', planHash, editParts(mesh, base, changes), base);
}

/** Nothing of the mesh is there yet, or what is there is a bootstrap that has not come to its end. */
function isBootstrap(mesh: BundleMesh, base: Base): boolean {
  const state = base.states.get(`${mesh.inventory.mesh}/bootstrap`);
  return state ? state.status === 'running' : ![...base.files.values()].some((file) => file.owned);
}

function lane(id: string, kind: 'bootstrap' | 'edit', planHash: string, parts: readonly Part[], base: Base): Lane {
  const state = base.states.get(id);
  const running = state?.status === 'running';
  const behind = running ? state.number : 0;
  const stages = parts.map((part, i) => ({
    ...part,
    number: behind + i + 1,
    total: behind + parts.length,
    weightsBefore: {},
    weights: {},
    bake: 0,
    confirm: behind + i > 0,
  }));
  const holds = [...new Set(parts.flatMap((part) => part.changes.map((change) => change.path)))].sort();
  return { id, kind, planHash, round: state ? state.round + (running ? 0 : 1) : 1, stages, holds, relies: holds };
}
