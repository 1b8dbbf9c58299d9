import { evaluateGate, guards, knowsGate, questionsOf } from '../gates/evaluate.ts';
import type { Verdict } from '../gates/gate.ts';
import type { AnswerBook, Question } from '../gates/questions.ts';
import type { GateSpec } from '../model/specs.ts';
import {
  applying,
  beginning,
  type Condition,
  gatesOf,
  inForce,
  mergedPull,
  resting,
  type Subject,
} from './conditions.ts';
import { PEOPLE_SAY } from './forges/contract.ts';
import type { Observation, ObservedMesh } from './observe.ts';
import { isSettled } from './signals.ts';

/** What one gate says of a rollout's stage in force, or of the moment. */
export interface Judgement {
  /** Its kind, and what it is about where that is not the rollout itself: `applied of shop/bootstrap`. */
  readonly gate: string;
  readonly verdict: Verdict['verdict'];
  readonly evidence: string;
  readonly until?: number;
  readonly guards: 'stage' | 'proposal';
  /** It judges what the rollout stands on, and not what it has done itself. */
  readonly ground?: true;
  /** Of a gate that failed or cannot tell: names this verdict on this stage, for the person who goes on nevertheless. */
  readonly token?: string;
  /** A person has said to go on nevertheless. */
  readonly excused?: true;
}

export interface Judged {
  readonly judgements: readonly Judgement[];
  /** What has to be known to judge; those that are answered already are among them. */
  readonly questions: readonly Question[];
  /** A gate that this release cannot evaluate: nothing is judged then. */
  readonly unknown: GateSpec | undefined;
}

/**
 * Judges a rollout as far as the answers go. What is not applied everywhere is judged no further: metrics of a stage that
 * half the clusters run say nothing.
 */
export function judge(seen: Observation, mesh: ObservedMesh, subject: Subject, answers: AnswerBook): Judged {
  const unknown = gatesOf(mesh, subject.rollout).find((spec) => !knowsGate(spec));
  if (unknown) return { judgements: [], questions: [], unknown };
  const first = applying(seen, mesh, subject);
  const applied = first.map((condition) => judgeOne(seen, subject, condition, answers));
  const asked = first.flatMap(({ spec, facts }) => questionsOf(spec, facts));
  const judgements = applied.map(({ judgement }) => judgement);
  if (judgements.some(isHeld)) return { judgements, questions: asked, unknown: undefined };
  const times = applied.flatMap(({ at }) => at ?? []);
  const appliedAt = times.length === 0 ? undefined : Math.max(...times);
  const rest = inForce(mesh, subject)
    ? resting(seen, mesh, subject, appliedAt)
    : beginning(seen, mesh, subject).filter(({ spec }) => guards(spec) === 'proposal');
  return {
    judgements: [...judgements, ...rest.map((condition) => judgeOne(seen, subject, condition, answers).judgement)],
    questions: [...asked, ...rest.flatMap(({ spec, facts }) => questionsOf(spec, facts))],
    unknown: undefined,
  };
}

/** Whether it holds the rollout back: not where a person has said to go on. What comes after it is judged all the same. */
export function isHeld({ verdict, excused }: Judgement): boolean {
  return verdict !== 'pass' && !excused;
}

function judgeOne(
  seen: Observation,
  { rollout }: Subject,
  { spec, facts, of, branch }: Condition,
  answers: AnswerBook,
): { judgement: Judgement; at: number | undefined } {
  const found = evaluateGate(spec, facts, answers);
  if (!found) throw new Error(`the gate '${spec.kind}' was looked up before`);
  const { verdict, evidence } = found;
  const gate = of === undefined ? spec.kind : `${spec.kind} of ${of}`;
  const token = verdict === 'fail' || verdict === 'inconclusive' ? `${verdict}/${branch}/${gate}` : undefined;
  const proceeds = verdict === 'inconclusive' && mergedPull(seen, branch)?.labels?.includes(PEOPLE_SAY.proceed);
  const excused = token !== undefined && (proceeds || isSettled(seen.signals, rollout, token));
  return {
    judgement: {
      ...{ gate, verdict, evidence, guards: guards(spec) },
      ...('until' in found && found.until !== undefined && { until: found.until }),
      ...(of !== undefined && { ground: true }),
      ...(token !== undefined && { token }),
      ...(excused && { excused: true }),
    },
    at: 'at' in found ? found.at : undefined,
  };
}
