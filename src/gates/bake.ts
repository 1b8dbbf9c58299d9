import { z } from 'zod';
import type { Duration } from '../istio/duration.ts';
import { bakeStart } from './bake-start.ts';
import { defineGate } from './gate.ts';
import { millisecondsOf, time } from './option-schemas.ts';

const schema = z.strictObject({ kind: z.literal('bake'), milliseconds: time });

/**
 * A stage must have been in force for some time: merged, and applied where an `applied` gate tells. Every wave has one of
 * its own in `bake`; this one may ask for more.
 */
export const bake = defineGate(
  {
    kind: 'bake',
    schema,
    evaluate: ({ milliseconds }, facts) => {
      const { now, clockScale } = facts;
      const start = bakeStart(facts);
      if (start === undefined)
        return { verdict: 'inconclusive', evidence: 'it cannot be told when the stage was merged' };
      const until = start + milliseconds / clockScale;
      return now >= until
        ? { verdict: 'pass', evidence: 'baked for as long as asked' }
        : { verdict: 'wait', until, evidence: 'baking' };
    },
  },
  (howLong: Duration) => ({ kind: 'bake' as const, milliseconds: millisecondsOf(howLong) }),
);
