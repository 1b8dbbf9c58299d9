import type { CanarySpec } from '../model/specs.ts';
import { stagesOf } from './stages.ts';

/** `plan.json`: the rollouts as the source describes them, for reviewers and other programs. Not what is applied. */
export function planFile(mesh: string, canaries: readonly CanarySpec[]): string {
  const rollouts = canaries.map((canary) => {
    const { id, service, from, to, with: others, waves, gates, pinToCluster, order, mirror, cohort, sticky } = canary;
    return {
      id,
      service,
      from,
      to,
      with: others?.map((move) => ({ service: move.service, from: move.from, to: move.to })),
      pinToCluster,
      order,
      mirror: mirror && { percent: mirror.share / 10, bakeSeconds: mirror.bake / 1000 },
      cohort: cohort && { headers: cohort },
      sticky: sticky && { setCookie: sticky.setCookie },
      gates,
      waves: waves.map(({ clusters, weights, weightsIn, bake }) => ({
        clusters,
        weights: weights.map((weight) => weight / 10),
        weightsIn: weightsIn && mapped(weightsIn, (steps: readonly number[]) => steps.map((weight) => weight / 10)),
        bakeSeconds: bake / 1000,
      })),
      stages: stagesOf(canary).map(({ key, phase, weights, mirrored, cohort: reached }) => ({
        key,
        phase,
        mirrored,
        cohort: reached,
        weights: mapped(weights, (weight) => weight / 10),
      })),
    };
  });
  return `${JSON.stringify({ managedBy: 'Meshwright', mesh, rollouts }, null, 2)}\n`;
}

function mapped<A, B>(values: Readonly<Record<string, A>>, change: (value: A) => B): Record<string, B> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, change(value)]));
}
