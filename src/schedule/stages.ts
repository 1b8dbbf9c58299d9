import type { CanarySpec, Permille } from '../model/specs.ts';

export type Phase = 'expand' | 'shift' | 'contract';

/** One point of a canary: what every cluster's routes and subsets are, told without looking at a manifest. */
export interface CanaryStage {
  /** Names the stage in state files and commands: `expand`, `shift-<wave>-<step>`, `settle`, `contract`. */
  readonly key: string;
  readonly phase: Phase;
  /** Share of the new version by client cluster; a cluster left out has none. */
  readonly weights: Readonly<Record<string, Permille>>;
  /** Whether the subsets that only the running canary needs are there. */
  readonly pinned: boolean;
  /** Whether routes name the new version as its service's stable one would be named. */
  readonly settled: boolean;
  /** Milliseconds it stays merged before the next stage. */
  readonly bake: number;
}

/** Before the first stage: what the source's own manifests say. */
export const START: CanaryStage = {
  key: 'start',
  phase: 'expand',
  weights: {},
  pinned: false,
  settled: false,
  bake: 0,
};

/** All stages of a canary in order. Without subsets of its own there is nothing to expand or to contract. */
export function stagesOf(canary: CanarySpec): readonly CanaryStage[] {
  const shifts = shiftsOf(canary);
  const last = shifts.at(-1) ?? START;
  if (!canary.pinToCluster) return shifts;
  const expand: CanaryStage = { ...START, key: 'expand', pinned: true };
  const settle: CanaryStage = { ...last, key: 'settle', settled: true, bake: 0 };
  return [expand, ...shifts, settle, { ...settle, key: 'contract', phase: 'contract', pinned: false }];
}

/** No traffic on the new version in any cluster, its subsets left in place: taking them away is a later change. */
export function rolledBack(canary: CanarySpec): CanaryStage {
  return { ...START, key: 'rolled-back', phase: 'shift', pinned: canary.pinToCluster };
}

/** The stage of a key, among them `start` and `rolled-back`; undefined for a key that this canary does not have. */
export function stageNamed(canary: CanarySpec, key: string): CanaryStage | undefined {
  if (key === START.key) return START;
  return key === 'rolled-back' ? rolledBack(canary) : stagesOf(canary).find((stage) => stage.key === key);
}

/** The stage at which a newcomer's only remaining work is to set `stable` and remove the Canary. */
export function lastStage(canary: CanarySpec): CanaryStage {
  return stagesOf(canary).at(-1) ?? START;
}

function shiftsOf(canary: CanarySpec): CanaryStage[] {
  const stages: CanaryStage[] = [];
  let weights: Record<string, Permille> = {};
  for (const [w, wave] of canary.waves.entries()) {
    for (const [s, weight] of wave.weights.entries()) {
      weights = { ...weights, ...Object.fromEntries(wave.clusters.map((cluster) => [cluster, weight])) };
      stages.push({
        key: `shift-${w + 1}-${s + 1}`,
        phase: 'shift',
        weights,
        pinned: canary.pinToCluster,
        settled: false,
        bake: wave.bake,
      });
    }
  }
  return stages;
}
