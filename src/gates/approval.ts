import { z } from 'zod';
import { foreign, listed } from './evidence.ts';
import { defineGate } from './gate.ts';
import { count, name } from './option-schemas.ts';
import type { QuestionOf } from './questions.ts';

export interface ApprovalOptions {
  /** Logins whose approval counts. Default: anybody's. */
  readonly by?: readonly [string, ...string[]];
  /** How many of them must have approved. Default 1. */
  readonly count?: number;
}

const schema = z.strictObject({
  kind: z.literal('approval'),
  by: z.array(name, { error: 'is no list of logins' }).min(1, 'is empty, so nobody could approve').optional(),
  count: count.refine((value) => value !== 0, 'is 0'),
});
type Spec = z.infer<typeof schema>;

/** People must approve the pull request of the stage in force after its merge: it is good, and the next may follow. */
export const approval = defineGate<[options?: ApprovalOptions], Spec>(
  {
    kind: 'approval',
    schema: schema.refine(({ by, count: wanted = 1 }) => by === undefined || wanted <= by.length, {
      path: ['count'],
      error: 'is more than the people who may approve',
    }),
    ask: (_spec, { pull, commit }) => (pull === undefined ? [] : [askApprovals(pull, commit)]),
    evaluate: ({ by, count: wanted = 1 }, { pull, commit, mergedAt, mergedOnForge = mergedAt }, answers) => {
      if (pull === undefined || mergedAt === undefined)
        return { verdict: 'inconclusive', evidence: 'it cannot be told which pull request brought the stage' };
      const answer = answers.of(askApprovals(pull, commit));
      if ('refused' in answer) return { verdict: 'inconclusive', evidence: foreign(answer.refused) };
      if ('unreachable' in answer) return { verdict: 'wait', evidence: foreign(answer.unreachable) };
      // What was said before the merge was about the change, and not about how it turned out.
      const after = answer.got.filter(({ at }) => at >= (mergedOnForge ?? mergedAt)).map((one) => one.by);
      const whose = after.filter((who) => by === undefined || by.includes(who));
      const given = [...new Set(whose)].sort();
      if (given.length >= wanted) return { verdict: 'pass', evidence: `approved by ${listed(given)}` };
      const from = by === undefined ? '' : ` by ${listed(by)}`;
      return {
        verdict: 'wait',
        evidence: `pull request ${pull} has ${given.length} of ${wanted} approvals${from} since what is in force was merged`,
      };
    },
  },
  ({ by, ...options } = {}) => ({ ...options, kind: 'approval', by: by && [...by] }),
);

function askApprovals(pull: number, commit: string | undefined): QuestionOf<'approvals'> {
  return { ask: 'approvals', pull, ...(commit !== undefined && { commit }) };
}
