/** Whole rollouts, proved stage by stage, with what speaks against the proofs. */
import type { CanarySpec } from '../../src/model/specs.ts';
import { changesThrough, type Proved, Prover } from '../../src/schedule/proof/index.ts';
import { stagesOf } from '../../src/schedule/stages.ts';
import type { ProvableMesh } from './proof.ts';
import { contradictions, replay, settled } from './proof-replay.ts';

export interface Seen {
  transitions: number;
  safe: number;
  /** What speaks against refusals. */
  readonly wrong: string[];
  /** Transitions that change something and for which nobody was asked for. */
  readonly uncounted: string[];
}

/** From the start through every stage to the last, and back from each. */
export function judgeRollout(mesh: ProvableMesh, { id, ...canary }: CanarySpec, seen: Seen): void {
  const { facts, bundle, manifestOf } = mesh;
  const prover = new Prover({ facts, applied: mesh.applied });
  let applied = mesh.applied;
  let from = 'start';
  for (const { key } of stagesOf({ id, ...canary })) {
    for (const to of ['rolled-back', key]) {
      const changes = changesThrough(bundle, manifestOf, [{ [id]: from }, { [id]: to }]);
      const name = `${id} of ${facts.mesh}: ${from} → ${to}`;
      const proved = prover.prove(changes);
      seen.transitions++;
      if (proved.verdict === 'safe') seen.safe++;
      else
        seen.wrong.push(...refusal(proved, (one) => contradictions(one, replay(facts, applied, changes, one)), name));
      if (changes.length > 0 && !isCounted(proved)) seen.uncounted.push(name);
      if (to !== key) continue;
      prover.advance(changes);
      applied = settled(applied, changes, 1);
    }
    from = key;
  }
}

function isCounted({ counts: { mixtures, requests, triples, remembered } }: Proved): boolean {
  return mixtures > 1n && triples + remembered > 0 && requests + remembered > 0;
}

type CounterExample = Proved['counterExamples'][number];

/** What speaks against a refusal. */
function refusal(
  { verdict, counterExamples, undecided }: Proved,
  against: (one: CounterExample) => readonly string[],
  name: string,
): readonly string[] {
  if (verdict === 'undecided') return undecided.map((sentence) => `${name}: ${sentence}`);
  const wrong = counterExamples.flatMap((one) => against(one).map((sentence) => `${name}: ${one.happens} ${sentence}`));
  return counterExamples.length === 0 ? [`${name}: no counter-example`] : wrong;
}
