import { z } from 'zod';
import { type Duration, parseDuration } from '../istio/duration.ts';
import { defineGate } from './gate.ts';

const schema = z.strictObject({ kind: z.literal('bake'), milliseconds: z.number().nonnegative() });

/** A stage must have been merged for some time. Every wave has one of its own in `bake`; this one adds to it. */
export const bake = defineGate(
  {
    kind: 'bake',
    schema,
    evaluate: ({ milliseconds }, { now, mergedAt, clockScale }) => {
      if (mergedAt === undefined)
        return { verdict: 'inconclusive', evidence: 'it cannot be told when the stage was merged' };
      const until = mergedAt + milliseconds / clockScale;
      return now >= until
        ? { verdict: 'pass', evidence: 'baked for as long as asked' }
        : { verdict: 'wait', until, evidence: 'baking' };
    },
  },
  (time: Duration) => ({ kind: 'bake' as const, milliseconds: parseDuration(time) ?? Number.NaN }),
);
