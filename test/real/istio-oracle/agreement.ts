import { type Judgement, validate } from './answers.ts';
import { difference, ourJudgement } from './compare.ts';
import { explanation } from './explained.ts';
import type { Oracle } from './oracle.ts';
import { shrink } from './shrink.ts';

export interface Agreement {
  readonly asked: number;
  readonly verdicts: Readonly<Record<Judgement['verdict'], number>>;
  /** How often, by explanation. */
  readonly explained: Readonly<Record<string, number>>;
  /** The first few, each with the smallest object and what either side said. */
  readonly differences: readonly string[];
}

const BATCH = 400;

/** Has Istio and Meshwright judge the same objects. */
export async function agreeOnObjects(oracle: Oracle, objects: readonly object[]): Promise<Agreement> {
  const verdicts = { error: 0, warning: 0, ok: 0 };
  const explained: Record<string, number> = {};
  const differences = new Map<object, string>();
  for (let from = 0; from < objects.length; from += BATCH) {
    const batch = objects.slice(from, from + BATCH);
    const judgements = await validate(oracle, batch);
    batch.forEach((object, index) => {
      const istio = judgements[index] as Judgement;
      verdicts[istio.verdict] += 1;
      const ours = ourJudgement(object);
      const found = difference(istio, ours);
      if (found === undefined) return;
      const reason = explanation(object, istio, ours);
      if (reason === undefined) differences.set(object, found);
      else explained[reason] = (explained[reason] ?? 0) + 1;
    });
  }
  const told = [...differences].slice(0, 8).map(([object, found]) => story(oracle, object as Plain, found));
  return { asked: objects.length, verdicts, explained, differences: await Promise.all(told) };
}

type Plain = Record<string, unknown>;

/** The smallest object that the two differ about in the same way, and what they say of it. */
async function story(oracle: Oracle, object: Plain, found: string): Promise<string> {
  const smallest = await shrink(object, async (candidates) => {
    const judgements = await validate(oracle, candidates);
    return candidates.map((each, index) => difference(judgements[index] as Judgement, ourJudgement(each)) === found);
  });
  const [istio] = await validate(oracle, [smallest]);
  return `${found}\n${JSON.stringify({ object: smallest, istio, ours: ourJudgement(smallest) })}`;
}
