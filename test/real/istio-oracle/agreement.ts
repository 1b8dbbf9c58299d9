import { type Judgement, validate } from './answers.ts';
import { difference, ourJudgement } from './compare.ts';
import { explanation } from './explained.ts';
import type { Oracle } from './oracle.ts';

export interface Agreement {
  readonly asked: number;
  readonly verdicts: Readonly<Record<Judgement['verdict'], number>>;
  /** How often, by explanation. */
  readonly explained: Readonly<Record<string, number>>;
  /** Each with the object and what either side said. */
  readonly differences: readonly string[];
}

const BATCH = 400;

/** Has Istio and Meshwright judge the same objects. */
export async function agreeOnObjects(oracle: Oracle, objects: readonly object[]): Promise<Agreement> {
  const verdicts = { error: 0, warning: 0, ok: 0 };
  const explained: Record<string, number> = {};
  const differences: string[] = [];
  for (let from = 0; from < objects.length; from += BATCH) {
    const batch = objects.slice(from, from + BATCH);
    const judgements = await validate(oracle, batch);
    judgements.forEach((istio, index) => {
      verdicts[istio.verdict] += 1;
      const ours = ourJudgement(batch[index]);
      const found = difference(istio, ours);
      if (found === undefined) return;
      const reason = explanation(batch[index], istio, ours);
      if (reason !== undefined) explained[reason] = (explained[reason] ?? 0) + 1;
      else differences.push(`${found}\n${JSON.stringify({ object: batch[index], istio, ours })}`);
    });
  }
  return { asked: objects.length, verdicts, explained, differences };
}
