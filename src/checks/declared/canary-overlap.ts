import type { CanarySnapshot } from '../../model/snapshot-types.ts';
import { movesOf } from '../../model/specs.ts';
import { type CheckFinding, defineCheck } from './check.ts';
import { inOneQueue } from './walks/queue.ts';
import { canaryName, counted } from './walks/wording.ts';

/** A route in one client cluster has one position: that of one wave of one canary, between one pair of versions. */
export const canaryOverlap = defineCheck({
  code: 'canary-overlap',
  severity: 'error',
  *find({ index }) {
    for (const canary of index.mesh.canaries) {
      yield* withinOne(canary);
      yield* movedTwice(canary);
    }
    for (const canaries of index.canaries.values()) yield* betweenTwo(canaries);
  },
});

function* withinOne(canary: CanarySnapshot): Iterable<CheckFinding> {
  const seen = new Set<string>();
  const twice = new Set<string>();
  for (const cluster of canary.spec.waves.flatMap((wave) => wave.clusters))
    (seen.has(cluster) ? twice : seen).add(cluster);
  if (twice.size === 0) return;
  yield {
    at: canary.at,
    message: `Canary '${canaryName(canary)}' has ${counted('cluster', [...twice].sort())} in more than one wave.`,
    why: 'After the first of these waves the cluster would be at 100 % and fall back to the first weight of the next.',
    hint: 'Leave each cluster in one wave.',
  };
}

function* movedTwice(canary: CanarySnapshot): Iterable<CheckFinding> {
  const keys = movesOf(canary.spec).map(({ service }) => service);
  const twice = keys.filter((key, i) => keys.indexOf(key) < i);
  if (twice.length === 0) return;
  yield {
    at: canary.at,
    message: `Canary '${canaryName(canary)}' moves ${counted('service', twice)} more than once.`,
    why: 'Each route to it would be shared out twice, and only one of the two could be written.',
    hint: "Name each service once: its own in the Canary, every other one in 'with'.",
  };
}

function* betweenTwo(canaries: readonly CanarySnapshot[]): Iterable<CheckFinding> {
  const holders = new Map<string, CanarySnapshot[]>();
  for (const canary of canaries) {
    const shared = new Map<CanarySnapshot, string[]>();
    for (const cluster of new Set(canary.spec.waves.flatMap((wave) => wave.clusters))) {
      const before = (holders.get(cluster) ?? []).filter(({ spec }) => spec.id !== canary.spec.id);
      holders.set(cluster, [...before, canary]);
      const other = before.find((one) => !inOneQueue(one, canary, canaries));
      if (other) shared.set(other, [...(shared.get(other) ?? []), cluster]);
    }
    for (const [other, clusters] of shared) yield report(canary, other, clusters);
  }
}

function report(canary: CanarySnapshot, other: CanarySnapshot, clusters: readonly string[]): CheckFinding {
  return {
    at: canary.at,
    message: `Canaries '${canaryName(canary)}' and '${canaryName(other)}' both move service '${canary.spec.service}' in ${counted('cluster', clusters)}.`,
    why: 'One route cannot hold two positions: each step of one rollout would undo a step of the other.',
    hint: "Finish one of them first, or give them client clusters of their own. Or let one begin where the other ends, with ifUnderWay: 'queue'.",
    related: [{ message: `'${canaryName(other)}' is here`, at: other.at }],
  };
}
