import { serviceHost } from '../istio/names.ts';
import type { Canary, Wave } from './canary.ts';
import { freezeGates } from './freeze-gates.ts';
import { freezeDuration, keyOf } from './freeze-policies.ts';
import type { Freezing } from './freezing.ts';
import type { CanarySnapshot } from './snapshot-types.ts';
import type { Permille, WaveSpec } from './specs.ts';
import { toPermille } from './weight.ts';

export function freezeCanary(
  canary: Canary<string, string>,
  mesh: string,
  propagation: number,
  freezing: Freezing,
): CanarySnapshot {
  const { service, props } = canary;
  const at = freezing.placeOf(canary);
  const id = canary.node.id;
  freezing.requireLabel('canary', id, at);
  if (id === 'bootstrap' || id.startsWith('edit-')) reportReserved(canary, freezing);
  return {
    at,
    spec: {
      id: `${mesh}/${id}`,
      mesh,
      service: keyOf(service),
      host: serviceHost({ name: service.serviceName, namespace: service.namespace }),
      from: props.from,
      to: props.to,
      waves: props.waves.map((wave, i) => freezeWave(canary, wave, i, freezing)),
      gates: freezeGates(canary, props.gates, freezing),
      propagation,
      pinToCluster: props.pinToCluster ?? false,
    },
  };
}

function freezeWave(canary: Canary<string, string>, wave: Wave, index: number, freezing: Freezing): WaveSpec {
  const weights = wave.weights.map(toPermille);
  const problem = weightProblem(weights);
  if (problem) {
    freezing.report({
      code: 'invalid-weight',
      at: freezing.placeOf(canary),
      message: `Wave ${index + 1} of canary '${canary.node.id}' ${problem}.`,
      why: 'Each step must move more traffic to the new version, and the last one all of it, or the rollout could not end.',
      hint: 'Write rising weights that end with 100, such as [5, 25, 50, 100].',
    });
  }
  return {
    clusters: [...new Set(wave.clusters.map((cluster) => cluster.node.id))].sort(),
    weights,
    bake: freezeDuration(wave.bake, 'bake', canary, freezing),
  };
}

function weightProblem(weights: readonly Permille[]): string | undefined {
  if (weights.some(Number.isNaN)) return 'has a weight that is not a whole number from 0 to 100';
  if (weights.some((weight, i) => weight <= (weights[i - 1] ?? 0))) return 'has weights that do not rise';
  return weights.at(-1) === 1000 ? undefined : 'does not end with 100';
}

function reportReserved(canary: Canary<string, string>, freezing: Freezing): void {
  freezing.report({
    code: 'invalid-name',
    at: freezing.placeOf(canary),
    message: `'${canary.node.id}' cannot be the name of a canary.`,
    why: "Delivery names its own rollouts 'bootstrap' and 'edit-…'; state files and branches would collide.",
    hint: 'Give the Canary another id.',
  });
}
