import { z } from 'zod';
import { defineGate } from './gate.ts';

const schema = z.strictObject({ kind: z.literal('applied'), by: z.literal('none') });

/**
 * A stage must be applied in all its clusters, and proxies must have had `propagation` to learn of it. `by: 'none'`: no
 * signal tells, so a person confirms with an approval of the merged pull request.
 */
export const applied = defineGate(
  {
    kind: 'applied',
    schema,
    evaluate: (_options, { now, confirmedAt, pull, propagation, clockScale }) => {
      if (confirmedAt === undefined) {
        const which = pull === undefined ? 'the last stage' : `pull request ${pull}`;
        return { verdict: 'wait', evidence: `${which} is merged; approve it once every cluster has applied it` };
      }
      const until = confirmedAt + propagation / clockScale;
      return now >= until
        ? { verdict: 'pass', evidence: 'confirmed as applied' }
        : { verdict: 'wait', until, evidence: 'confirmed; proxies are given time to learn of it' };
    },
  },
  (options: { readonly by: 'none' } = { by: 'none' }) => ({ kind: 'applied' as const, by: options.by }),
);
