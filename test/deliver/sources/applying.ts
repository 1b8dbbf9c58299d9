import type { Relate, SourceQuestion, Sources } from '../../../src/deliver/sources/contract.ts';
import { answerBook, evaluateGate, questionKey, questionsOf } from '../../../src/gates/evaluate.ts';
import type { Verdict } from '../../../src/gates/gate.ts';
import type { GateSpec } from '../../../src/model/specs.ts';
import { facts } from '../../gates/case.ts';

export const MINUTE = 60_000;
/** When the stage was merged. */
export const MERGED = Date.parse('2030-01-01T12:00:00Z');

/** The branch, oldest first: what was before, the stage, somebody else's commit, one more, and one of the same folder. */
export const [BEFORE, STAGE, OTHER, ANOTHER, SAME_FOLDER] = ['a', 'b', 'c', 'd', 'e'].map((digit) =>
  digit.repeat(40),
) as [string, string, string, string, string];
const branch = [BEFORE, STAGE, OTHER, ANOTHER, SAME_FOLDER];

/** As git would say: who contains the stage, and where its folder is as the stage left it. */
export const relate: Relate = async (id, commit) => {
  const [at, of] = [branch.indexOf(id), branch.indexOf(commit)];
  const stands = at < 0 || of < 0 ? 'unknown' : at >= of ? 'contains' : 'older';
  return { id, stands, sameFiles: [STAGE, OTHER, ANOTHER].includes(id) };
};

/** A gate's verdict with what the world answers at a time. */
export async function ask(world: Sources, spec: GateSpec, minutes: number, clusters: readonly string[]) {
  const now = MERGED + minutes * MINUTE;
  const known = { ...facts, now, mergedAt: MERGED, commit: STAGE, clusters, propagation: 0 };
  const answers = new Map<string, unknown>();
  for (const question of questionsOf(spec, known)) {
    answers.set(questionKey(question), await world.answer(question as SourceQuestion, relate));
  }
  return evaluateGate(spec, known, answerBook(answers)) as Verdict;
}
