import type { SimulatedRequest } from '../../simulate/request.ts';
import type { Simulation } from '../../simulate/simulation.ts';
import { counterExample, requestOf } from './counter-example.ts';
import type { Found, HostCase } from './host-case.ts';
import { breachAt, breachIn } from './obligations.ts';
import { type Summary, summaryOf } from './summary.ts';
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
  const between = mixtures
    .filter((mixture) => !isStage(mixture, one))
    .map((mixture) => ({ mixture, sim: one.worlds.mixture(one, mixture) }));
  const { shapes, local, strays } = one.requests;
  for (const probe of one.probes) {
    const isAtHome = probe.client.kind === 'workload' && probe.client.namespace === one.home;
    judgeProbe(one, probe, isAtHome ? [...shapes, ...local] : shapes, { sims, between }, tally);
    const others = isAtHome ? strays : [...strays, ...local];
    // To requests for somebody else nothing is owed.
    if (others.length > 0) judgeProbe(one, { ...probe, promise: 'none' }, others, { sims, between }, tally);
  }
}

interface Simulations {
  readonly sims: readonly Simulation[];
  readonly between: readonly { readonly mixture: Mixture; readonly sim: Simulation }[];
}

function judgeProbe(
  one: HostCase,
  probe: Probe,
  shapes: readonly RequestShape[],
  { sims, between }: Simulations,
  tally: Tally,
): void {
  let [workedSomehow, worksSomehow] = [false, false];
  let last: { shape: RequestShape; summaries: readonly Summary[] } | undefined;
  for (const shape of shapes) {
    const request = requestOf(probe, shape);
    const summaries = sims.map((sim) => summaryOf(sim.run(request)));
    tally.judged(between.length + sims.length, summaries);
    workedSomehow ||= summaries[0]?.works ?? false;
    worksSomehow ||= summaries.at(-1)?.works ?? false;
    last ??= { shape, summaries };
    const found = judgeStages(one, probe, summaries, tally) ?? judgeBetween(probe, { request, summaries, between });
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
  asked: { request: SimulatedRequest; summaries: readonly Summary[]; between: Simulations['between'] },
): Found | undefined {
  for (const { mixture, sim } of asked.between) {
    const breach = breachIn(probe, asked.summaries, summaryOf(sim.run(asked.request)));
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
