import { act, type Done } from './act.ts';
import type { BundleFolder } from './bundle-folder.ts';
import { decide } from './decide.ts';
import type { Forge } from './forges/contract.ts';
import type { Git } from './git.ts';
import { inspect, planMeshes } from './inspect.ts';
import { exitStatus, type LaneStatus } from './lane-status.ts';
import { observe } from './observe.ts';

export interface TickRequest {
  readonly git: Git;
  readonly forge: Forge;
  readonly folder: BundleFolder;
  /** The branch that holds the applied tree. */
  readonly branch: string;
  readonly clockScale: number;
  /** Decide and tell, but do nothing. */
  readonly dryRun: boolean;
}

export interface TickResult {
  readonly lanes: readonly LaneStatus[];
  readonly done: readonly Done[];
  readonly exit: 0 | 2 | 3;
}

/** The delivery half of Meshwright: observe → plan → decide → act. Level-triggered: run it as often as you like. */
export async function tick(request: TickRequest): Promise<TickResult> {
  const { seen, texts, decision } = await look(request);
  const done = request.dryRun ? [] : await act(request.git, request.forge, seen, decision, texts);
  const acted = done.some(({ kind }) => kind === 'open' || kind === 'close');
  const exit = exitStatus(decision.lanes);
  return { lanes: decision.lanes, done, exit: acted && exit === 2 ? 0 : exit };
}

/** All of it but the last: what is, and what would be done. */
export async function look({ git, forge, folder, branch, clockScale }: TickRequest) {
  const seen = await observe({ git, forge, branch, clockScale, meshes: folder.bundle.meshes });
  const meshes = planMeshes(seen);
  const { standing, texts } = await inspect(
    git,
    seen,
    meshes.flatMap((mesh) => mesh.proposals),
    folder.text,
  );
  return { seen, texts, decision: decide(seen, meshes, standing, texts) };
}
