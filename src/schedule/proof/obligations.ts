import type { Summary } from './summary.ts';
import type { Breach, Probe } from './types.ts';

/**
 * What a mixture owes a request, given what becomes of the request at each stage that the mixture lies between. Each of
 * them is a statement about every destination and server on its own, so that it may be judged for one cluster's objects
 * at a time.
 */
export function breachIn({ promise }: Probe, stages: readonly Summary[], mixture: Summary): Breach | undefined {
  if (promise !== 'none' && !mixture.works && stages.every(({ works }) => works)) return 'fails';
  if (opens(stages, mixture)) return 'opens';
  for (const [cluster, protection] of mixture.arrives) {
    const known = stages.flatMap(({ arrives }) => arrives.get(cluster) ?? []);
    if (known.length > 0 && protection < Math.min(...known)) return 'weakens';
  }
  // Where a server refuses it, the route has its shares all the same.
  const splits = stages.map(({ split }) => split);
  if (mixture.reaches && stages.some(({ reaches }) => reaches) && !splits.includes(mixture.split)) return 'leaks';
  return undefined;
}

/** It arrives somewhere where it arrived at no stage, and not because other endpoints are chosen: it was refused there. */
function opens(stages: readonly Summary[], mixture: Summary): boolean {
  if (mixture.reaches && stages.every(({ reaches }) => !reaches)) return true;
  for (const cluster of mixture.arrives.keys()) {
    if (stages.every(({ refused, arrives }) => refused.has(cluster) && !arrives.has(cluster))) return true;
  }
  return false;
}

/** Who has no route, or is not let in, may be meant not to be; any other failure is nobody's intention. */
const INTENDED = new Set(['NR', 'RBAC', 'JWT', 'BlackHole']);

/**
 * What the stage that a transition leads to owes a request. `bounds`: what becomes of it before and after all that the
 * stage is a part of; a stage in between must not fall below both.
 */
export function breachAt(
  { promise }: Probe,
  before: Summary,
  stage: Summary,
  bounds: readonly Summary[] | undefined,
): Breach | 'broken symbolic' | undefined {
  const within = bounds && breachIn({ promise } as Probe, bounds, stage);
  // Shares are what stages change step by step.
  if (within && within !== 'leaks') return within;
  if (stage.works || promise === 'none') return undefined;
  if (promise === 'symbolic') return before.works ? 'broken symbolic' : undefined;
  const last = bounds?.at(-1);
  if (last && !last.works) return undefined;
  return stage.failure && !INTENDED.has(stage.failure.flag) && !bounds ? 'fails' : undefined;
}
