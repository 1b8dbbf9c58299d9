/** Counter-examples played once more, with all objects of all clusters, and read from what the simulator says itself. */
import type { Facts } from '../../src/istio/facts.ts';
import type { Manifest } from '../../src/istio/manifest.ts';
import { Asking } from '../../src/schedule/proof/asking.ts';
import { witnesses } from '../../src/schedule/proof/requests/index.ts';
import { Slots } from '../../src/schedule/proof/slots.ts';
import { Surroundings } from '../../src/schedule/proof/surroundings.ts';
import type { Applied, ChangedObject, CounterExample } from '../../src/schedule/proof/types.ts';
import type { Outcome } from '../../src/simulate/outcome.ts';
import { Simulation } from '../../src/simulate/simulation.ts';

export interface Replay {
  readonly stages: readonly Outcome[];
  readonly mixture: Outcome;
}

/** What becomes of the counter-example's request at every stage of the transition, and in its mixture. */
export function replay(
  facts: Facts,
  applied: Applied,
  changes: readonly ChangedObject[],
  { probe, request, mixture }: CounterExample,
): Replay {
  const asked = { from: probe.client, to: probe.to, port: probe.port, ...request };
  const run = (versionOf: (change: ChangedObject) => number) =>
    simulationAt(facts, applied, changes, versionOf).run(asked);
  const versions = new Map(mixture.map(({ change, version }) => [change, version]));
  const stages = (changes[0]?.versions ?? []).map((_, stage) => run(() => stage));
  return { stages, mixture: run((change) => versions.get(change) ?? 0) };
}

export function simulationAt(
  facts: Facts,
  applied: Applied,
  changes: readonly ChangedObject[],
  versionOf: (change: ChangedObject) => number,
): Simulation {
  const state = new Map([...applied].map(([cluster, objects]) => [cluster, new Map(objects)]));
  for (const change of changes) {
    const version: Manifest | undefined = change.versions[versionOf(change)];
    if (version) state.get(change.cluster)?.set(change.id, version);
    else state.get(change.cluster)?.delete(change.id);
  }
  const manifests = new Map([...state].map(([cluster, objects]) => [cluster, [...objects.values()]]));
  return new Simulation({ facts, manifests });
}

/** Why what happens in the mixture is not what the counter-example says; empty where it is. */
export function contradictions({ breach, mixture: named, happens }: CounterExample, played: Replay): readonly string[] {
  const { stages, mixture } = played;
  const last = stages.at(-1);
  const all = (holds: (outcome: Outcome) => boolean) => stages.every(holds);
  // Without a mixture it is the last stage itself that is at fault.
  if (named.length === 0) return last && !isWhole(last) ? [] : ['it works once all is applied'];
  const wrong: string[] = [];
  const want = (holds: boolean, sentence: string) => {
    if (!holds) wrong.push(sentence);
  };
  switch (breach) {
    case 'fails': {
      want(all(isWhole), 'it fails at an end');
      want(!isWhole(mixture), 'it works in the mixture');
      const flags = failuresOf(mixture).map(({ flag }) => flag);
      want(
        flags.some((flag) => happens.includes(` ${flag}:`)),
        `it fails with ${flags}`,
      );
      break;
    }
    case 'opens': {
      const open = [...arrivalsOf(mixture).keys()];
      want(
        open.some((place) => all((outcome) => !arrivalsOf(outcome).has(place))),
        'nothing is reached that neither end lets in',
      );
      break;
    }
    case 'weakens': {
      const arrivals = [...arrivalsOf(mixture)];
      const isWeaker = ([place, tls]: readonly [string, string]) =>
        stages.some((outcome) => arrivalsOf(outcome).has(place)) &&
        all((outcome) => strengthOf(arrivalsOf(outcome).get(place) ?? 'mutual') > strengthOf(tls));
      want(arrivals.some(isWeaker), 'it is as well protected as at an end');
      break;
    }
    case 'leaks':
      want(
        all((outcome) => servedBy(outcome) !== servedBy(mixture)),
        'what serves it is what serves it at an end',
      );
  }
  want(
    all((outcome) => textOf(outcome) !== textOf(mixture)),
    'the mixture behaves as an end does',
  );
  return wrong;
}

/** Every share arrives, whichever endpoint it goes to. */
function isWhole(outcome: Outcome): boolean {
  if (outcome.verdict === 'answered') return true;
  const sent = outcome.destinations.filter(({ weight }) => weight > 0);
  const somewhere = sent.every(({ endpoints, external }) => endpoints.length > 0 || external);
  return sent.length > 0 && somewhere && failuresOf({ ...outcome, destinations: sent }).length === 0;
}

function strengthOf(tls: string): number {
  return tls === 'mutual' ? 2 : tls === 'plaintext' ? 0 : 1;
}

function failuresOf({ failure, destinations }: Pick<Outcome, 'failure' | 'destinations'>) {
  const all = [failure, ...destinations.flatMap((one) => [one.failure, ...one.endpoints.map((end) => end.failure)])];
  return all.filter((one) => one !== undefined);
}

/** Where it arrives, with what protects it on the way. */
function arrivalsOf({ failure, destinations }: Outcome): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  if (failure) return found;
  for (const { host, weight, endpoints, external, failure: broken } of destinations) {
    if (weight === 0 || broken) continue;
    if (external && endpoints.length === 0) found.set(host, 'outside');
    for (const { cluster, tls, failure: refused } of endpoints) {
      const place = `${host} in ${cluster}`;
      const known = found.get(place);
      if (!refused && (known === undefined || strengthOf(tls) < strengthOf(known))) found.set(place, tls);
    }
  }
  return found;
}

function servedBy({ destinations }: Outcome): string {
  const shares = destinations.map(({ host, weight, endpoints }) => {
    const pods = new Set(endpoints.map(({ workload }) => workload?.name ?? ''));
    return `${weight} ${host} ${[...pods].sort()}`;
  });
  return shares.sort().join();
}

function textOf({ route: _, ...outcome }: Outcome): string {
  return JSON.stringify(outcome);
}

/** Declared callers none of whose requests work, whatever they carry. */
export function unserved(facts: Facts, applied: Applied): readonly string[] {
  const objects = [...applied.values()].flatMap((cluster) => [...cluster.values()]);
  const { shapes } = witnesses(objects);
  const asking = new Asking(new Surroundings(facts), new Slots(applied));
  const sim = simulationAt(facts, applied, [], () => 0);
  return [...asking.hosts].flatMap((host) =>
    asking.probesFor(host, objects).flatMap(({ promise, client, to, port, who }) => {
      const works = shapes.some((shape) => isWhole(sim.run({ from: client, to, port, ...shape })));
      return promise !== 'declared' || works ? [] : [`${who} in ${client.cluster} → ${to}:${port}`];
    }),
  );
}

/** What is applied once changes are at one of their stages. */
export function settled(applied: Applied, changes: readonly ChangedObject[], stage: number): Applied {
  const state = new Map([...applied].map(([cluster, objects]) => [cluster, new Map(objects)]));
  for (const { cluster, id, versions } of changes) {
    const version = versions[stage];
    if (version) state.get(cluster)?.set(id, version);
    else state.get(cluster)?.delete(id);
  }
  return state;
}
