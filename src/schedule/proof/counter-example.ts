import type { SimulatedRequest } from '../../simulate/request.ts';
import type { Found, HostCase } from './host-case.ts';
import { breachIn } from './obligations.ts';
import type { Slot } from './slots.ts';
import { type Summary, summaryOf } from './summary.ts';
import type { Breach, CounterExample, Probe, RequestShape } from './types.ts';
import type { Mixture } from './variables.ts';
import { domainOf } from './worlds.ts';

interface Seen extends Found {
  readonly probe: Probe;
  readonly shape: RequestShape;
  /** What becomes of it at each stage. */
  readonly summaries: readonly Summary[];
}

/** The breach with as few objects as show it, in words. */
export function counterExample(
  one: HostCase,
  { probe, shape, summaries, breach, stage, mixture }: Seen,
): CounterExample {
  const request = requestOf(probe, shape);
  if (stage !== undefined || mixture === undefined) {
    const at = stage ?? summaries.length - 1;
    const reached = summaries[at];
    return {
      ...{ breach, probe, request: shape, mixture: one.middle ? stateAt(one, at) : [] },
      happens: `${one.middle ? 'In between' : 'Once all of it is applied'}, ${happensIn(breach, reached)}`,
      expected: expectedOf(summaries),
    };
  }
  const essential = shrink(one, probe, request, summaries, mixture);
  const summary = summaryOf(one.worlds.mixture(one, essential).simulate().run(request));
  const found = breachIn(probe, summaries, summary) ?? breach;
  return {
    ...{ breach: found, probe, request: shape },
    mixture: [...essential].flatMap(([slot, version]) => (slot.change ? [{ change: slot.change, version }] : [])),
    happens: happensIn(found, summary),
    expected: expectedOf(summaries),
  };
}

/** Every object that can matter to the request and is another at some stage, as it is at one of them. */
function stateAt({ variables: { own, afar } }: HostCase, version: number): CounterExample['mixture'] {
  return [...own, ...afar.flatMap(([, slots]) => slots)].flatMap(({ change }) => (change ? [{ change, version }] : []));
}

export function requestOf({ client, to, port }: Probe, shape: RequestShape): SimulatedRequest {
  return { from: client, to, port, ...shape };
}

/**
 * Leaves out every object that makes no difference: one whose place at the start of the transition breaks it as well, and
 * of those that stay at the start one that breaks it wherever it stands. What is left out stands at the end while others
 * are tried: of several that would each do for an excuse, one is named.
 */
function shrink(
  one: HostCase,
  probe: Probe,
  request: SimulatedRequest,
  summaries: readonly Summary[],
  mixture: Mixture,
): Mixture {
  const breaks = (tried: Mixture) => {
    const summary = summaryOf(one.worlds.mixture(one, tried).simulate().run(request));
    return breachIn(probe, summaries, summary) !== undefined;
  };
  let least = new Map(mixture);
  for (const slot of mixture.keys()) {
    const without = withAt(least, slot, 0);
    if (breaks(without)) least = without;
  }
  let tried: Mixture = least;
  for (const slot of [...mixture.keys()].reverse()) {
    if (least.get(slot) !== 0) continue;
    if (!domainOf(slot).every((version) => breaks(withAt(tried, slot, version)))) continue;
    tried = withAt(tried, slot, slot.versions.length - 1);
    least.delete(slot);
  }
  return least;
}

function withAt(mixture: Mixture, slot: Slot, version: number): Map<Slot, number> {
  return new Map([...mixture, [slot, version]]);
}

function happensIn(breach: Breach, summary: Summary | undefined): string {
  if (!summary) return 'it is not known what happens.';
  switch (breach) {
    case 'fails':
      return `the request fails${summary.failure ? ` with ${summary.failure.flag}: ${summary.failure.reason}` : '.'}`;
    case 'opens':
      return `the request arrives in ${[...summary.arrives.keys()].join(', ') || 'a place outside the mesh'}.`;
    case 'weakens':
      return `the request travels ${protection(summary)}.`;
    case 'leaks':
      return `the request goes to ${summary.split}.`;
  }
}

function expectedOf(summaries: readonly Summary[]): string {
  const told = summaries.map(toldOf);
  const [first = ''] = told;
  if (told.every((one) => one === first)) return `Before and after, ${first}.`;
  return `Before, ${first}; after, ${told.at(-1) ?? ''}.`;
}

function toldOf(summary: Summary): string {
  if (summary.failure) return `it fails with ${summary.failure.flag}`;
  if (summary.split === '') return 'a proxy answers it';
  return `it goes to ${summary.split} ${protection(summary)}`;
}

function protection({ arrives }: Summary): string {
  const least = Math.min(...arrives.values());
  if (least === 2) return 'by mutual TLS';
  return least === 1 ? 'by TLS that is not the mesh’s' : arrives.size === 0 ? 'outside the mesh' : 'in plaintext';
}
