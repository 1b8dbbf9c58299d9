import type { CanarySpec } from '../model/specs.ts';
import { stagesOf } from './stages.ts';

/** `plan.json`: the rollouts as the source describes them, for reviewers and other programs. Not what is applied. */
export function planFile(mesh: string, canaries: readonly CanarySpec[]): string {
  const rollouts = canaries.map(({ id, service, from, to, waves, gates, pinToCluster, ...canary }) => ({
    id,
    service,
    from,
    to,
    pinToCluster,
    gates,
    waves: waves.map(({ clusters, weights, bake }) => ({
      clusters,
      weights: weights.map((weight) => weight / 10),
      bakeSeconds: bake / 1000,
    })),
    stages: stagesOf({ id, service, from, to, waves, gates, pinToCluster, ...canary }).map(
      ({ key, phase, weights }) => ({
        key,
        phase,
        weights: Object.fromEntries(Object.entries(weights).map(([cluster, weight]) => [cluster, weight / 10])),
      }),
    ),
  }));
  return `${JSON.stringify({ managedBy: 'Meshwright', mesh, rollouts }, null, 2)}\n`;
}
