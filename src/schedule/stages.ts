import type { CanarySpec, Permille, WaveSpec } from '../model/specs.ts';

export type Phase = 'expand' | 'shift' | 'contract';

/** One point of a canary: what every cluster's routes and subsets are, told without looking at a manifest. */
export interface CanaryStage {
  /** Names the stage in state files and commands: `expand`, `mirror-<wave>`, `cohort-<wave>`, `shift-<wave>-<step>` … */
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
  /** Client clusters whose requests for the old version are copied to the new one. */
  readonly mirrored?: readonly string[];
  /** Client clusters in which the canary's cohort has a route of its own. */
  readonly cohort?: readonly string[];
  /** Client clusters in which a cookie keeps callers with the new version. */
  readonly sticky?: readonly string[];
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
  const shifts = [...openingsOf(canary), ...shiftsOf(canary)];
  const last = shifts.at(-1) ?? START;
  if (!canary.pinToCluster) return shifts;
  const expand: CanaryStage = { ...START, key: 'expand', pinned: true };
  const settle: CanaryStage = { ...last, key: 'settle', settled: true, bake: 0 };
  return [expand, ...shifts, settle, { ...settle, key: 'contract', phase: 'contract', pinned: false }];
}

/** The key of the way back, from whatever stage. */
export const ROLLED_BACK = 'rolled-back';

/** Whether a rollout has given the new version anything: a share, copies, or a cohort. */
export function hasMoved({ weights, mirrored = [], cohort = [] }: Openings): boolean {
  return Object.values(weights).some((weight) => weight > 0) || mirrored.length + cohort.length > 0;
}

type Openings = Pick<CanaryStage, 'weights' | 'mirrored' | 'cohort'>;

/** No traffic on the new version in any cluster, its subsets left in place: taking them away is a later change. */
export function rolledBack(canary: CanarySpec): CanaryStage {
  return { ...START, key: ROLLED_BACK, phase: 'shift', pinned: canary.pinToCluster };
}

/** The stage of a key, among them `start` and `rolled-back`; undefined for a key that this canary does not have. */
export function stageNamed(canary: CanarySpec, key: string): CanaryStage | undefined {
  if (key === START.key) return START;
  return key === ROLLED_BACK ? rolledBack(canary) : stagesOf(canary).find((stage) => stage.key === key);
}

/** The stage at which a newcomer's only remaining work is to set `stable` and remove the Canary. */
export function lastStage(canary: CanarySpec): CanaryStage {
  return stagesOf(canary).at(-1) ?? START;
}

/** What comes before any weight: copies, then the cohort, each wave by wave. Where it was, the stable version stays. */
function openingsOf({ mirror, cohort, waves, pinToCluster: pinned }: CanarySpec): CanaryStage[] {
  const reached = waves.map((_, w) => clustersOf(waves.slice(0, w + 1)));
  const stage = { ...START, phase: 'shift', pinned } as const;
  const copies = mirror
    ? reached.map((mirrored, w) => ({ ...stage, key: `mirror-${w + 1}`, bake: mirror.bake, mirrored }))
    : [];
  const kept = mirror && { mirrored: clustersOf(waves) };
  const testers = cohort
    ? waves.map(({ bake }, w) => ({ ...stage, key: `cohort-${w + 1}`, bake, ...kept, cohort: reached[w] ?? [] }))
    : [];
  return [...copies, ...testers];
}

/** In a cluster copies end with its first weight, and a cohort of its own makes no difference after the last. */
function shiftsOf(canary: CanarySpec): CanaryStage[] {
  const all = clustersOf(canary.waves);
  let weights: Record<string, Permille> = {};
  return stepsOf(canary).map(({ wave, w, s }): CanaryStage => {
    weights = { ...weights, ...Object.fromEntries(wave.clusters.map((name) => [name, weightOf(wave, name, s)])) };
    const mirrored = canary.mirror ? all.filter((name) => (weights[name] ?? 0) === 0) : [];
    const cohort = canary.cohort ? all.filter((name) => (weights[name] ?? 0) < 1000) : [];
    const sticky = canary.sticky ? all.filter((name) => isShared(weights[name] ?? 0)) : [];
    return {
      key: `shift-${w + 1}-${s + 1}`,
      phase: 'shift',
      weights,
      pinned: canary.pinToCluster,
      settled: false,
      bake: wave.bake,
      ...(mirrored.length > 0 && { mirrored }),
      ...(cohort.length > 0 && { cohort }),
      ...(sticky.length > 0 && { sticky }),
    };
  });
}

function isShared(weight: Permille): boolean {
  return weight > 0 && weight < 1000;
}

interface Step {
  readonly wave: WaveSpec;
  /** Wave and step, counted from 0. */
  readonly w: number;
  readonly s: number;
}

/** In the order in which they follow: wave by wave, or the first step of every wave before any second one. */
function stepsOf({ waves, order }: CanarySpec): Step[] {
  const steps = waves.flatMap((wave, w) => wave.weights.map((_, s) => ({ wave, w, s })));
  return order === 'step-major' ? steps.sort((a, b) => a.s - b.s || a.w - b.w) : steps;
}

function weightOf({ weights, weightsIn }: WaveSpec, cluster: string, step: number): Permille {
  return (weightsIn?.[cluster] ?? weights)[step] ?? 0;
}

function clustersOf(waves: readonly WaveSpec[]): string[] {
  return [...new Set(waves.flatMap(({ clusters }) => clusters))].sort();
}
