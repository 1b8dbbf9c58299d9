import { UsageError } from '../diagnostics/errors.ts';
import { type BreakGlass, type BreakGlassCluster, type BreakGlassFile, breakGlassScript } from './break-glass.ts';
import { type ObservedMesh, observe } from './observe.ts';
import type { Proposal } from './proposal.ts';
import { meshesIn } from './repositories.ts';
import { wayBack } from './rollback-proposal.ts';
import type { TickRequest } from './tick-request.ts';

export type EmitOptions = Pick<BreakGlass, 'tool' | 'object' | 'argocdContext'>;

/**
 * The script that takes a rollout back by hand. Asks git alone, not the forge: it may be the forge that is down. With
 * several repositories, one of them at a time: each has its own address to wait for.
 */
export async function emitRollback(request: TickRequest, rollout: string, options: EmitOptions): Promise<string> {
  const { forge, branch } = request;
  const blind = { remote: forge.remote, abilities: {}, list: async () => [], now: async () => new Date(0) };
  const seen = await observe({ ...request, forge: { ...forge, ...blind }, meshes: meshesIn(request) });
  const mesh = seen.meshes.find((one) => rollout.startsWith(`${one.mesh.inventory.mesh}/`));
  const proposal = mesh && wayBack(mesh, [], rollout, { purpose: 'rollback', failed: [] });
  if (!mesh || !proposal)
    throw new UsageError(
      `${rollout} has moved no traffic, so there is nothing to roll back.`,
      'meshwright status shows where each rollout stands.',
    );
  const files = await filesOf(request, mesh, proposal);
  const clusters = new Map<string, BreakGlassFile[]>();
  for (const file of files) {
    const cluster = file.path.split('/')[2] ?? '';
    clusters.set(cluster, [...(clusters.get(cluster) ?? []), file]);
  }
  return breakGlassScript({
    ...{ ...options, mesh: mesh.mesh.inventory.mesh, rollout, remote: forge.remote, branch },
    clusters: [...clusters]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, all]): BreakGlassCluster => ({ name, files: all })),
  });
}

/** Every file of the rollout at the safe stage, those too that need no change: a cluster may lag behind. */
async function filesOf(
  { git, folder }: TickRequest,
  { base }: ObservedMesh,
  { lane, manifests }: Proposal,
): Promise<BreakGlassFile[]> {
  const changed = new Map(manifests.map((change) => [change.path, change]));
  const texts = await git.readBlobs(lane.holds.flatMap((path) => base.files.get(path)?.blob ?? []));
  const files: BreakGlassFile[] = [];
  for (const path of lane.holds) {
    const change = changed.get(path);
    const present = texts.get(base.files.get(path)?.blob ?? '');
    if (change?.after) files.push({ path, text: change.after.text ?? (await folder.text(change.after.blob)) });
    else if (change && present !== undefined) files.push({ path, removes: present });
    else if (!change && present !== undefined) files.push({ path, text: present });
  }
  return files;
}
