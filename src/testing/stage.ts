import type { CompiledMesh } from '../compile.ts';
import type { Manifest } from '../istio/manifest.ts';
import { nearestName } from '../istio/nearest.ts';
import { type Positions, stageLookup } from '../schedule/desired.ts';
import { START, stageNamed, stagesOf } from '../schedule/stages.ts';
import { withVariants } from '../schedule/variant.ts';
import { mistake } from './mistake.ts';

/** Manifests of a mesh by cluster, each rollout at the stage that is named or at its start. */
export function manifestsAt({ snapshot, files }: CompiledMesh, positions: Positions): Map<string, Manifest[]> {
  const canaries = snapshot.canaries.map((canary) => canary.spec);
  const stageOf = stageLookup({ canaries }, positions);
  const byCluster = new Map<string, Manifest[]>();
  for (const { cluster, manifest, variants } of files) {
    const placed = variants.length === 0 ? manifest : withVariants(manifest, variants, cluster, stageOf);
    const list = byCluster.get(cluster);
    if (list) list.push(placed);
    else byCluster.set(cluster, [placed]);
  }
  return byCluster;
}

/** Names of the stages of a rollout of these meshes, `start` first. */
export function stagesOfRollout(meshes: readonly CompiledMesh[], rollout: string): readonly string[] {
  return [START, ...stagesOf(canaryNamed(meshes, rollout))].map((stage) => stage.key);
}

/** Throws for a rollout that nobody declared, and for a stage that it does not have. */
export function checkPositions(meshes: readonly CompiledMesh[], positions: Positions): void {
  for (const [rollout, stage] of Object.entries(positions)) {
    const canary = canaryNamed(meshes, rollout);
    if (stageNamed(canary, stage)) continue;
    const stages = stagesOfRollout(meshes, rollout);
    throw mistake(`Rollout '${rollout}' has no stage '${stage}'.`, `Its stages are ${stages.join(', ')}.`);
  }
}

function canaryNamed(meshes: readonly CompiledMesh[], rollout: string) {
  const all = meshes.flatMap(({ snapshot }) => snapshot.canaries.map((canary) => canary.spec));
  const found = all.find((canary) => canary.id === rollout);
  if (found) return found;
  const names = all.map((canary) => canary.id);
  const meant = nearestName(rollout, names);
  throw mistake(
    `There is no rollout '${rollout}'.`,
    meant === undefined ? `There are ${names.join(', ') || 'none'}.` : `Did you mean '${meant}'?`,
  );
}
