import { evaluateGate, guards, knowsGate, questionsOf } from '../gates/evaluate.ts';
import type { Verdict } from '../gates/gate.ts';
import type { AnswerBook, Question } from '../gates/questions.ts';
import type { GateSpec } from '../model/specs.ts';
import { applying, beginning, type Condition, gatesOf, inForce, resting, type Subject } from './conditions.ts';
import type { Observation, ObservedMesh } from './observe.ts';

/** What one gate says of a rollout's stage in force, or of the moment. */
export interface Judgement {
  /** Its kind, and what it is about where that is not the rollout itself: `applied of shop/bootstrap`. */
  readonly gate: string;
  readonly verdict: Verdict['verdict'];
  readonly evidence: string;
  readonly until?: number;
  readonly guards: 'stage' | 'proposal';
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
  const applied = first.map((condition) => judgeOne(condition, answers));
  const asked = first.flatMap(({ spec, facts }) => questionsOf(spec, facts));
  const judgements = applied.map(({ judgement }) => judgement);
  if (judgements.some(({ verdict }) => verdict !== 'pass')) return { judgements, questions: asked, unknown: undefined };
  const times = applied.flatMap(({ at }) => at ?? []);
  const appliedAt = times.length === 0 ? undefined : Math.max(...times);
  const rest = inForce(mesh, subject)
    ? resting(seen, mesh, subject, appliedAt)
    : beginning(seen, mesh, subject).filter(({ spec }) => guards(spec) === 'proposal');
  return {
    judgements: [...judgements, ...rest.map((condition) => judgeOne(condition, answers).judgement)],
    questions: [...asked, ...rest.flatMap(({ spec, facts }) => questionsOf(spec, facts))],
    unknown: undefined,
  };
}

function judgeOne(
  { spec, facts, of }: Condition,
  answers: AnswerBook,
): { judgement: Judgement; at: number | undefined } {
  const verdict = evaluateGate(spec, facts, answers);
  if (!verdict) throw new Error(`the gate '${spec.kind}' was looked up before`);
  return {
    judgement: {
      gate: of === undefined ? spec.kind : `${spec.kind} of ${of}`,
      verdict: verdict.verdict,
      evidence: verdict.evidence,
      ...('until' in verdict && verdict.until !== undefined && { until: verdict.until }),
      guards: guards(spec),
    },
    at: 'at' in verdict ? verdict.at : undefined,
  };
}
