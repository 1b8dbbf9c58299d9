import { z } from 'zod';
import type { Duration } from '../istio/duration.ts';
import { isCron, isTimeZone, momentOf, nextOpening, openAt } from './calendar.ts';
import { foreign, moment } from './evidence.ts';
import { defineGate, type Verdict } from './gate.ts';
import { millisecondsOf, name, time } from './option-schemas.ts';

export interface WindowOptions {
  /**
   * When steps may be proposed: from each time that `cron` (minute, hour, day, month, weekday) names, `for` that long.
   * Default: always.
   */
  readonly allow?: readonly { readonly cron: string; readonly for: Duration }[];
  /** Of `cron`, and of `freezes` without an offset: a name of the IANA database. Default UTC. */
  readonly timeZone?: string;
  /** Times in which nothing is proposed, whatever `allow` says. */
  readonly freezes?: readonly {
    /** `2030-12-20` or `2030-12-20T18:00`, with an offset or in the time zone. */
    readonly from: string;
    /** The moment from which it is over; of a day, its first. */
    readonly to: string;
    /** Shown to whoever waits. */
    readonly reason: string;
  }[];
}

const zone = z.string({ error: 'is not a text' }).refine(isTimeZone, 'is no time zone of the IANA database');
const fields = z.strictObject({
  kind: z.literal('window'),
  allow: z
    .array(
      z.strictObject({
        cron: z
          .string({ error: 'is not a text' })
          .refine(isCron, 'is no cron expression of five fields that ever fires'),
        for: time.refine((value) => value > 0, 'is 0'),
      }),
    )
    .optional(),
  timeZone: zone.optional(),
  freezes: z.array(z.strictObject({ from: z.string(), to: z.string(), reason: name })).optional(),
});
const schema = fields.superRefine(({ freezes = [], timeZone = 'UTC' }, context) => {
  if (!isTimeZone(timeZone)) return;
  freezes.forEach(({ from, to }, i) => {
    const [begin, end] = [momentOf(from, timeZone), momentOf(to, timeZone)];
    const complain = (key: string, message: string) =>
      context.addIssue({ code: 'custom', path: ['freezes', i, key], message });
    if (Number.isNaN(begin)) complain('from', 'is no day or moment such as 2030-12-20T18:00');
    else if (Number.isNaN(end)) complain('to', 'is no day or moment such as 2030-12-20T18:00');
    else if (end <= begin) complain('to', 'is not after from');
  });
});
type Spec = z.infer<typeof fields>;

/** Steps are proposed only at agreed times, and never during a freeze. A rollback is never held back. */
export const window = defineGate<[options: WindowOptions], Spec>(
  {
    kind: 'window',
    guards: 'proposal',
    schema,
    evaluate: (spec, { now }): Verdict => {
      const frozen = freezeAt(spec, now);
      const until = opening(spec, now);
      const next = until === undefined ? 'no opening is in sight' : `open again from ${moment(until)}`;
      const closed = { verdict: 'wait' as const, ...(until !== undefined && { until }) };
      if (frozen) return { ...closed, evidence: `frozen: ${foreign(frozen.reason)}; ${next}` };
      return isOpen(spec, now)
        ? { verdict: 'pass', evidence: 'steps may be proposed now' }
        : { ...closed, evidence: `outside the times for steps; ${next}` };
    },
  },
  ({ allow, freezes, timeZone }) => ({
    kind: 'window',
    allow: allow?.map((one) => ({ cron: one.cron, for: millisecondsOf(one.for) })),
    timeZone,
    freezes: freezes?.map(({ from, to, reason }) => ({ from, to, reason })),
  }),
);

function isOpen({ allow = [], timeZone = 'UTC' }: Spec, now: number): boolean {
  return allow.length === 0 || openAt(allow, timeZone, now);
}

/** The freeze that is in force; the one that lasts longest, if several are. */
function freezeAt({ freezes = [], timeZone = 'UTC' }: Spec, now: number) {
  return freezes
    .map(({ from, to, reason }) => ({ from: momentOf(from, timeZone), to: momentOf(to, timeZone), reason }))
    .filter(({ from, to }) => from <= now && now < to)
    .sort((a, b) => b.to - a.to)[0];
}

/** Freezes that end within another, or openings that fall into one, are few: a year of them daily is enough to look. */
const LOOKS = 400;

/** The next moment at which a step may be proposed. */
function opening(spec: Spec, now: number): number | undefined {
  const { allow = [], timeZone = 'UTC' } = spec;
  let at: number | undefined = now;
  for (let look = 0; at !== undefined && look < LOOKS; look++) {
    const frozen = freezeAt(spec, at);
    if (frozen) at = frozen.to;
    else if (isOpen(spec, at)) return at;
    else at = nextOpening(allow, timeZone, at);
  }
  return undefined;
}
