import type { Facts } from '../../istio/facts.ts';
import type { Limits } from './prover.ts';

/**
 * How much is judged of each step in which a mesh arrives in an empty tree. There every host changes in every cluster at
 * once, and nobody depends on the mesh yet: a part that is told of is worth more than an hour of waiting. Each request
 * takes the longer the more runs in the mesh.
 */
export function arrivalLimits({ workloads }: Facts): Limits {
  const affordable = Math.floor(MOST_WORK / Math.max(1, workloads.length));
  return { most: Math.min(MOST_REQUESTS, Math.max(LEAST_REQUESTS, affordable)), partly: true };
}

const MOST_REQUESTS = 60_000;
const MOST_WORK = 200_000_000;
const LEAST_REQUESTS = 2_000;

/**
 * How many requests are simulated where a source is checked before anybody opens anything: an arrival is judged whole or,
 * where that takes too long for a check, not at all (0).
 */
export function affordableArrival({ workloads }: Facts): number {
  const most = Math.min(MOST_CHECKED, Math.floor(WORK_OF_CHECK / Math.max(1, workloads.length)));
  return most < LEAST_CHECKED ? 0 : most;
}

const MOST_CHECKED = 100_000;
const WORK_OF_CHECK = 5_000_000;
const LEAST_CHECKED = 1_000;
