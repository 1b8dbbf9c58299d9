import type { GateSpec } from '../model/specs.ts';
import type { CanaryFacts, GateFacts, Verdict } from './gate.ts';
import type { AnswerBook, Question } from './questions.ts';

interface Judging<Options extends GateSpec, Asked extends Question> {
  ask(options: Options, facts: GateFacts): readonly Asked[];
  evaluate(options: Options, facts: GateFacts, answers: AnswerBook): Verdict;
}

/**
 * A gate that judges one service, as one that judges every service that a canary moves, each by itself: it holds when it
 * holds for all of them. `isAboutOne`: whether these options ask about one service at all; where not, it judges once.
 */
export function perService<Options extends GateSpec, Asked extends Question>(
  { ask, evaluate }: Judging<Options, Asked>,
  isAboutOne: (options: Options) => boolean = () => true,
): Judging<Options, Asked> {
  const each = (options: Options, facts: GateFacts) => {
    const all = factsOfEach(facts);
    return isAboutOne(options) ? all : all.slice(0, 1);
  };
  return {
    ask: (options, facts) => each(options, facts).flatMap((one) => ask(options, one)),
    evaluate: (options, facts, answers) => {
      const all = each(options, facts);
      const [first] = all;
      if (!first || all.length === 1) return evaluate(options, first ?? facts, answers);
      return joined(all.map((one) => ({ name: nameOf(one, all), ...evaluate(options, one, answers) })));
    },
  };
}

/** One for each service that gets anything at the stage; for all where none does, and where it is no canary as it is. */
function factsOfEach(facts: GateFacts): readonly GateFacts[] {
  const { with: others = [], ...own } = facts.canary ?? { with: [] };
  if (facts.canary === undefined || others.length === 0) return [facts];
  const all = [own as CanaryFacts, ...others];
  const moving = all.filter(isMoving);
  return (moving.length > 0 ? moving : all).map((canary) => ({ ...facts, canary }));
}

function isMoving({ weights, mirrored = [], cohort = [] }: CanaryFacts): boolean {
  return Object.keys(weights).length + mirrored.length + cohort.length > 0;
}

/** With its namespace where two of them have one name. */
function nameOf({ canary }: GateFacts, all: readonly GateFacts[]): string {
  const { namespace, service = '' } = canary ?? {};
  const alike = all.filter((one) => one.canary?.service === service).length > 1;
  return alike ? `${namespace}/${service}` : service;
}

/** From the gravest on. */
const ORDER: readonly Verdict['verdict'][] = ['fail', 'inconclusive', 'wait', 'pass'];

/** The gravest verdict holds for all; what led to it is told first. A wait ends when the last of them does. */
function joined(verdicts: readonly (Verdict & { readonly name: string })[]): Verdict {
  const sorted = ORDER.flatMap((kind) => verdicts.filter(({ verdict }) => verdict === kind));
  const verdict = sorted[0]?.verdict ?? 'pass';
  const evidence = sorted.map((one) => `${one.name}: ${one.evidence}`).join('; ');
  if (verdict !== 'wait') return { verdict, evidence };
  const ends = sorted.flatMap((one) => (one.verdict === 'wait' ? [one.until ?? Number.POSITIVE_INFINITY] : []));
  const until = Math.max(...ends);
  return { verdict, evidence, ...(Number.isFinite(until) && { until }) };
}
