import { freezeDuration } from '../freeze-policies.ts';
import type { Freezing } from '../freezing.ts';
import type { Permille, WaveSpec } from '../specs.ts';
import { Cluster } from '../topology/cluster.ts';
import type { Canary, Wave, WaveCluster } from './canary.ts';
import { toPermille } from './weight.ts';

export function freezeWave(canary: Canary<string, string>, wave: Wave, index: number, freezing: Freezing): WaveSpec {
  const weights = wave.weights.map(toPermille);
  const own = wave.clusters.flatMap((entry) => ownWeights(entry));
  const which = `Wave ${index + 1} of canary '${canary.node.id}'`;
  const problems = [
    ...problemsOf(weights).map((problem) => `${which} ${problem}.`),
    ...own.flatMap(([cluster, steps]) =>
      [...problemsOf(steps), ...unevenness(steps, weights)].map(
        (problem) => `${which}: cluster '${cluster}' ${problem}.`,
      ),
    ),
    ...contradictions(own).map(
      (cluster) => `${which} gives cluster '${cluster}' weights twice, and not the same ones.`,
    ),
  ];
  for (const message of new Set(problems)) {
    freezing.report({
      code: 'invalid-weight',
      at: freezing.placeOf(canary),
      message,
      why: 'Each step must move more traffic to the new version, in all clusters of its wave together, and the last one all of it, or the rollout could not end.',
      hint: 'Write rising weights that end with 100, such as [5, 25, 50, 100], and as many for each cluster of a wave.',
    });
  }
  return {
    clusters: [...new Set(wave.clusters.map((entry) => clusterOf(entry).node.id))].sort(),
    weights,
    ...(own.length > 0 && { weightsIn: Object.fromEntries([...own].sort(([a], [b]) => (a < b ? -1 : 1))) }),
    bake: freezeDuration(wave.bake, 'bake', canary, freezing),
  };
}

type OwnWeights = readonly [cluster: string, weights: readonly Permille[]];

function ownWeights(entry: WaveCluster): OwnWeights[] {
  return entry instanceof Cluster ? [] : [[entry.cluster.node.id, entry.weights.map(toPermille)]];
}

function clusterOf(entry: WaveCluster): Cluster {
  return entry instanceof Cluster ? entry : entry.cluster;
}

function problemsOf(weights: readonly Permille[]): string[] {
  if (weights.some(Number.isNaN)) return ['has a weight that is not a whole number from 0 to 100'];
  if (weights.some((weight, i) => weight <= (weights[i - 1] ?? 0))) return ['has weights that do not rise'];
  return weights.at(-1) === 1000 ? [] : ['does not end with 100'];
}

function unevenness(steps: readonly Permille[], { length }: readonly Permille[]): string[] {
  return steps.length === length ? [] : [`has ${steps.length} steps of its own where the wave has ${length}`];
}

function contradictions(own: readonly OwnWeights[]): string[] {
  const first = new Map<string, string>();
  return own.flatMap(([cluster, weights]) => {
    const said = first.get(cluster) ?? weights.join();
    first.set(cluster, said);
    return said === weights.join() ? [] : [cluster];
  });
}
