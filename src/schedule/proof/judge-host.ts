import { counterExample } from './counter-example.ts';
import type { Found, HostCase } from './host-case.ts';
import { breachAt, breachIn } from './obligations.ts';
import type { Summaries } from './summaries.ts';
import type { Summary } from './summary.ts';
import type { Tally } from './tally.ts';
import type { Breach, Probe, RequestShape } from './types.ts';
import { type Mixture, mixturesOf } from './variables.ts';

/** Judges every mixture that can matter to these requests. */
export function judgeHost(one: HostCase, tally: Tally): void {
  const mixtures = one.middle ? [] : mixturesOf(one.variables);
  if (!mixtures) {
    tally.undecided(tooMany(one));
    return;
  }
  const sims = Array.from({ length: one.stages }, (_, stage) => one.worlds.stage(one, stage));
  const between = mixtures.filter((mixture) => !isStage(mixture, one));
  const worlds = [...sims, ...between.map((mixture) => one.worlds.mixture(one, mixture))];
  const { shapes, local, strays } = one.requests;
  for (const probe of one.probes) {
    const asked = { summaries: one.worlds.summaries(probe, worlds), between };
    const isAtHome = probe.client.kind === 'workload' && probe.client.namespace === one.home;
    judgeProbe(one, probe, isAtHome ? [...shapes, ...local] : shapes, asked, tally);
    const others = isAtHome ? strays : [...strays, ...local];
    // To requests for somebody else nothing is owed.
    if (others.length > 0) judgeProbe(one, { ...probe, promise: 'none' }, others, asked, tally);
  }
}

interface Worlds {
  /** In the worlds of all stages, and then in those of all mixtures. */
  readonly summaries: Summaries;
  readonly between: readonly Mixture[];
}

function judgeProbe(
  one: HostCase,
  probe: Probe,
  shapes: readonly RequestShape[],
  { summaries: asked, between }: Worlds,
  tally: Tally,
): void {
  let [workedSomehow, worksSomehow] = [false, false];
  let last: { shape: RequestShape; summaries: readonly Summary[] } | undefined;
  for (const shape of shapes) {
    const summaries = Array.from({ length: one.stages }, (_, stage) => asked.in(stage, shape));
    tally.judged(between.length + one.stages, summaries);
    workedSomehow ||= summaries[0]?.works ?? false;
    worksSomehow ||= summaries.at(-1)?.works ?? false;
    last ??= { shape, summaries };
    const found =
      judgeStages(one, probe, summaries, tally) ?? judgeBetween(probe, shape, summaries, { summaries: asked, between });
    if (found) {
      tally.breach(counterExample(one, { probe, shape, summaries, ...found }));
      return;
    }
  }
  // A declared caller may be refused some requests, but not all of them.
  if (probe.promise === 'declared' && workedSomehow && !worksSomehow && !one.middle && !one.restores && last) {
    tally.breach(counterExample(one, { probe, ...last, breach: 'fails', stage: one.stages - 1 }));
  }
}

function judgeStages(one: HostCase, probe: Probe, summaries: readonly Summary[], tally: Tally): Found | undefined {
  const [first] = summaries;
  const last = summaries.at(-1);
  if (!first || !last) return undefined;
  if (one.middle) {
    for (let stage = 1; stage < summaries.length - 1; stage++) {
      const summary = summaries[stage];
      const breach =
        summary && (breachAt(probe, first, summary, [first, last]) ?? leak(one, probe, [first, last], summary));
      if (breach && breach !== 'broken symbolic') return { breach, stage };
    }
    return undefined;
  }
  const breach = breachAt(probe, first, last, undefined);
  const wasSo = one.restores && breach !== undefined && !last.works;
  if (wasSo || (breach === 'fails' && isAlike(first, last) && !first.works)) {
    tally.failing(probe, last);
    return undefined;
  }
  if (breach !== 'broken symbolic') return breach && { breach, stage: summaries.length - 1 };
  return tally.acknowledges(probe, last) ? undefined : { breach: 'fails', stage: summaries.length - 1 };
}

/** Whether a request fails in one way, though of other names: `subset v1` and then `subset v2`. */
function isAlike({ failure: before }: Summary, { failure: after }: Summary): boolean {
  return before?.flag === after?.flag && before?.by === after?.by;
}

/** Shares are what steps are for, but not parts. */
function leak({ middle }: HostCase, probe: Probe, ends: readonly Summary[], summary: Summary): Breach | undefined {
  return middle === 'parts' ? breachIn(probe, ends, summary) : undefined;
}

function judgeBetween(
  probe: Probe,
  shape: RequestShape,
  stages: readonly Summary[],
  { summaries, between }: Worlds,
): Found | undefined {
  for (const [index, mixture] of between.entries()) {
    const summary = summaries.in(stages.length + index, shape);
    // What a stage does breaks nothing between the stages.
    const breach = stages.includes(summary) ? undefined : breachIn(probe, stages, summary);
    if (breach) return { breach, mixture };
  }
  return undefined;
}

function tooMany({ config, probes: [probe], variables: { own, afar } }: HostCase): string {
  const changing = own.length + afar.reduce((sum, [, slots]) => sum + slots.length, 0);
  return `Requests from ${config} to ${probe?.to ?? 'a host'} depend on ${changing} changing objects at once: too many mixtures to go through.`;
}

/** Whether a mixture has every object at one stage. */
function isStage(mixture: Mixture, { stages }: HostCase): boolean {
  for (let stage = 0; stage < stages; stage++) {
    if ([...mixture].every(([slot, at]) => slot.versions[at] === slot.versions[stage])) return true;
  }
  return false;
}
