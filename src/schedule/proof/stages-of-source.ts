import type { BundleMesh } from '../../emit/bundle.ts';
import type { CanarySpec } from '../../model/specs.ts';
import type { Positions } from '../desired.ts';
import { endsBefore } from '../queue.ts';
import { type CanaryStage, hasMoved, ROLLED_BACK, START, stagesOf } from '../stages.ts';
import type { Prover } from './prover.ts';
import { type BesideIt, shadowed } from './shadowed.ts';
import { changesThrough, type ManifestOf } from './transition.ts';
import type { ChangedObject, Proved } from './types.ts';

/** One transition of a canary as its source describes it, judged. */
export interface ProvedStep {
  readonly rollout: string;
  /** The stage that is proposed; `rolled-back` for the way back from `from`. */
  readonly to: string;
  readonly from: string;
  /** Place among the canary's steps, from 1; of a way back that of the stage it leaves. */
  readonly number: number;
  readonly total: number;
  /** All stages against the two ends of the rollout, and no step. */
  readonly whole?: true;
  /** Of a change of the source that is not safe at once: in how many parts it comes that are. */
  readonly parts?: number;
  readonly proved: Proved;
  /** Hand-written objects that act in the place of those that the step changes. */
  readonly shadowed: readonly string[];
}

/** What is proved of one mesh. The prover stands where every rollout is at its start, and stands there again afterwards. */
export interface SourceStages {
  readonly mesh: BundleMesh;
  readonly prover: Prover;
  readonly manifestOf: ManifestOf;
  readonly beside?: readonly BesideIt[];
}

/**
 * Every step of every canary, with the steps before it that need not be applied yet, and the way back from every stage;
 * all other rollouts stand at their start. Last, each stage against the two ends of the canary.
 */
export function* proveStages(source: SourceStages): Generator<ProvedStep> {
  for (const canary of source.mesh.canaries) {
    const stages = [START, ...stagesOf(canary)];
    for (let i = 1; i < stages.length; i++) {
      const keys = stages.slice(lastConfirmed(stages, i), i + 1).map(({ key }) => key);
      yield judge(source, canary, keys, i);
      if (hasMoved(stages[i] ?? START)) yield judge(source, canary, [...keys, ROLLED_BACK], i);
    }
    if (stages.length > 2) {
      const whole = through(
        source,
        canary,
        stages.map(({ key }) => key),
      );
      const way = wayTo(source, canary, START.key);
      source.prover.advance(way);
      const proved = source.prover.judgeStages(whole);
      source.prover.advance(way, 0);
      const last = { from: START.key, to: stages.at(-1)?.key ?? '', number: stages.length - 1 };
      yield { rollout: canary.id, ...last, total: stages.length - 1, proved, shadowed: [], whole: true };
    }
  }
}

function judge(source: SourceStages, canary: CanarySpec, keys: readonly string[], number: number): ProvedStep {
  const { prover, beside = [] } = source;
  const [from = '', to = ''] = keys.slice(-2);
  const all = through(source, canary, keys);
  const changes = to === ROLLED_BACK ? all.flatMap(withoutRules) : all;
  const way = wayTo(source, canary, keys[0] ?? START.key);
  prover.advance(way);
  const proved = prover.prove(changes, { restores: to === ROLLED_BACK });
  prover.advance(way, 0);
  const total = stagesOf(canary).length;
  return { rollout: canary.id, from, to, number, total, proved, shadowed: shadowed(changes, beside) };
}

function through({ mesh, manifestOf }: SourceStages, canary: CanarySpec, keys: readonly string[]) {
  const ahead = endsBefore(mesh.canaries, canary);
  return changesThrough(
    mesh,
    manifestOf,
    keys.map((key): Positions => ({ ...ahead, [canary.id]: key })),
  );
}

/** From the start of all rollouts to a stage of one, those at their end that it is queued behind. */
function wayTo({ mesh, manifestOf }: SourceStages, canary: CanarySpec, key: string) {
  const ahead = endsBefore(mesh.canaries, canary);
  return changesThrough(mesh, manifestOf, [{ [canary.id]: START.key }, { ...ahead, [canary.id]: key }]);
}

/** The way back leaves subsets as they are: what nobody needs any more goes later. */
function withoutRules(change: ChangedObject): ChangedObject[] {
  const { versions } = change;
  if (!versions.some((version) => version?.kind === 'DestinationRule')) return [change];
  const kept = [...versions.slice(0, -1), versions.at(-2)];
  return kept.every((version) => version === kept[0]) ? [] : [{ ...change, versions: kept }];
}

/** A phase begins only when what is before it is applied; steps of one phase follow without anybody saying so. */
function lastConfirmed(stages: readonly CanaryStage[], to: number): number {
  let first = to - 1;
  while (first > 0 && !isConfirmed(stages, first)) first -= 1;
  return first;
}

/** Whether a stage is known to be applied before the next is proposed. */
function isConfirmed(stages: readonly CanaryStage[], stage: number): boolean {
  return stages[stage + 1]?.phase !== stages[stage]?.phase;
}
