import type { z } from 'zod';
import type { GateSpec } from '../model/specs.ts';
import type { AnswerBook, Question } from './questions.ts';

/** What a gate may know: plain facts, gathered beforehand. Times are milliseconds since the epoch. */
export interface GateFacts {
  readonly now: number;
  /** Id of the rollout, and name of its stage in force. */
  readonly rollout?: string | undefined;
  readonly stage?: string | undefined;
  /** When the stage in force was merged; undefined when that cannot be told. */
  readonly mergedAt: number | undefined;
  /** When its pull request was merged by the forge's own clock, by which approvals are dated. Default: `mergedAt`. */
  readonly mergedOnForge?: number | undefined;
  /** When a person, or a signal, said that it is applied in all clusters. */
  readonly confirmedAt: number | undefined;
  /** Number of the pull request that brought the stage. */
  readonly pull: number | undefined;
  /** Milliseconds that proxies are given after that. */
  readonly propagation: number;
  /** How many times faster than the clock waiting passes; 1 but for demonstrations on the local forge. */
  readonly clockScale: number;
  /** The commit by which the applied tree got the stage. */
  readonly commit: string | undefined;
  /** Name of the mesh. */
  readonly mesh: string;
  /** Clusters whose folders hold files of the rollout. */
  readonly clusters: readonly string[];
  /** When an `applied` gate of this stage found it applied everywhere; undefined where none is asked. */
  readonly appliedAt: number | undefined;
  /** Milliseconds that the stage bakes; the window that metrics are judged over begins with the bake and goes on to now. */
  readonly bake: number;
  /** What the rollout moves, where it is a canary. */
  readonly canary: CanaryFacts | undefined;
}

export interface CanaryFacts {
  readonly rollout: string;
  readonly namespace: string;
  readonly service: string;
  readonly host: string;
  readonly from: string;
  readonly to: string;
  /** Share of `to` by client cluster at the stage in force, in tenths of a per cent; only those above 0. */
  readonly weights: Readonly<Record<string, number>>;
  /** Client clusters whose requests are copied to `to`, and those whose cohort goes there. */
  readonly mirrored?: readonly string[];
  readonly cohort?: readonly string[];
  /** Other services that move with it; then each has only the clusters in which it is called. */
  readonly with?: readonly CanaryFacts[];
}

/** What a gate says, with a sentence for the pull request. */
export type Verdict =
  /** `at` where the gate knows since when it has held: of `applied`, when the last cluster had it. */
  | { readonly verdict: 'pass'; readonly evidence: string; readonly at?: number }
  /** `until` where the gate knows when it will pass by itself. */
  | { readonly verdict: 'wait'; readonly evidence: string; readonly until?: number }
  /** `fail`: what is in force is bad, a canary goes back. `inconclusive`: a person has to judge. */
  | { readonly verdict: 'fail' | 'inconclusive'; readonly evidence: string };

/** What makes a gate: `ask` names what it must know of the world, `evaluate` judges with the answers. Both are pure. */
interface Judge<Options extends GateSpec> {
  readonly kind: string;
  readonly schema: z.ZodType<Options>;
  /**
   * `stage` (the default): judges what is in force, before anything follows it. `proposal`: says when anything may be
   * proposed at all, a rollout's first stage included; it never holds back a rollback.
   */
  readonly guards?: 'stage' | 'proposal';
  /** Whether it only makes sense for canaries; on a mesh's other rollouts it is then passed over. */
  readonly canariesOnly?: boolean;
  ask?(options: Options, facts: GateFacts): readonly Question[];
  evaluate(options: Options, facts: GateFacts, answers: AnswerBook): Verdict;
}

/** A gate: called, it makes the specification for a Canary or a Mesh; the rest is what delivery runs on that data. */
export type Gate<Arguments extends readonly unknown[] = readonly never[], Options extends GateSpec = GateSpec> = ((
  ...args: Arguments
) => Options) &
  Judge<Options>;

/**
 * What a factory makes of options that its own schema refuses says so in `problem`: the freeze turns that into a
 * diagnostic at the author's place. It is never thrown, so that all mistakes of a mesh come back at once.
 */
export function defineGate<Arguments extends readonly unknown[], Options extends GateSpec>(
  judge: Judge<Options>,
  make: (...args: Arguments) => Options,
): Gate<Arguments, Options> {
  const factory = (...args: Arguments): Options => {
    try {
      const made = make(...args);
      const problem = problemOf(judge.schema.safeParse(made).error);
      return problem === undefined ? made : { ...made, problem };
    } catch {
      // Programs run without being type-checked: an option of the wrong type is the author's mistake as well.
      return { kind: judge.kind, problem: 'it was given options of the wrong type' } as GateSpec as Options;
    }
  };
  return Object.assign(factory, judge);
}

function problemOf(error: z.ZodError | undefined): string | undefined {
  const issue = error?.issues[0];
  if (!issue) return undefined;
  const where = issue.path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`)).join('');
  return `${where.replace(/^\./, '')} ${issue.message}`.trim();
}
