import { bundleOf, type Compiled } from '../../src/compile.ts';
import type { Facts } from '../../src/istio/facts.ts';
import { factsOf } from '../../src/istio/facts-of-inventory.ts';
import { identityOf, type Manifest } from '../../src/istio/manifest.ts';
import { Asking } from '../../src/schedule/proof/asking.ts';
import { breachAt, breachIn } from '../../src/schedule/proof/obligations.ts';
import { witnesses } from '../../src/schedule/proof/requests/index.ts';
import { Slots } from '../../src/schedule/proof/slots.ts';
import { summaryOf } from '../../src/schedule/proof/summary.ts';
import { Surroundings } from '../../src/schedule/proof/surroundings.ts';
import type { Applied, ChangedObject } from '../../src/schedule/proof/types.ts';
import { Simulation } from '../../src/simulate/simulation.ts';

/** A compiled mesh as a prover takes it. */
export interface ProvableMesh {
  readonly facts: Facts;
  readonly applied: Applied;
  readonly bundle: ReturnType<typeof bundleOf>['meshes'][number];
  readonly manifestOf: (path: string) => Manifest | undefined;
}

export function provable(compiled: Compiled): readonly ProvableMesh[] {
  return bundleOf(compiled).meshes.map((bundle, i) => {
    const files = compiled.meshes[i]?.files ?? [];
    const applied = new Map<string, Map<string, Manifest>>();
    for (const { name } of bundle.inventory.clusters) applied.set(name, new Map());
    for (const { cluster, manifest } of files) applied.get(cluster)?.set(identityOf(manifest), manifest);
    const byPath = new Map(files.map(({ path, manifest }) => [path, manifest]));
    return { facts: factsOf(bundle.inventory), applied, bundle, manifestOf: (path) => byPath.get(path) };
  });
}

/**
 * The property as it is written down: every mixture of all changed objects, every client and request, each asked of all
 * objects of the mesh. What it finds unsafe, in words; empty where the transition is safe.
 */
export function bruteForce(facts: Facts, applied: Applied, changes: readonly ChangedObject[]): readonly string[] {
  const around = new Surroundings(facts);
  const slots = new Slots(applied);
  slots.vary(changes);
  const asking = new Asking(around, slots);
  const objects = [
    ...[...applied.values()].flatMap((cluster) => [...cluster.values()]),
    ...changes.flatMap(({ versions }) => versions.filter((version) => version !== undefined)),
  ];
  const { shapes } = witnesses(objects);
  const sims = allMixtures(changes).map((choice) => simulationOf(facts, applied, changes, choice));
  const last = changes[0] ? changes[0].versions.length - 1 : 0;
  const stages = Array.from({ length: last + 1 }, (_, stage) =>
    simulationOf(
      facts,
      applied,
      changes,
      changes.map(() => stage),
    ),
  );
  const found: string[] = [];
  for (const host of asking.hosts) {
    for (const probe of asking.probesFor(host, objects)) {
      let [worked, works] = [false, false];
      for (const shape of shapes) {
        const request = { from: probe.client, to: probe.to, port: probe.port, ...shape };
        const summaries = stages.map((sim) => summaryOf(sim.run(request)));
        const [before, after] = [summaries[0], summaries[last]];
        if (!before || !after) continue;
        worked ||= before.works;
        works ||= after.works;
        const at = breachAt(probe, before, after, undefined);
        const alike =
          at === 'fails' &&
          !before.works &&
          before.failure?.flag === after.failure?.flag &&
          before.failure?.by === after.failure?.by;
        const between = sims.map((sim) => breachIn(probe, summaries, summaryOf(sim.run(request))));
        const breach = (alike ? undefined : at) ?? between.find((one) => one !== undefined);
        if (breach)
          found.push(
            `${breach}: ${probe.who} in ${probe.client.cluster} to ${probe.to}:${probe.port} ${JSON.stringify(shape)}`,
          );
      }
      if (probe.promise === 'declared' && worked && !works) found.push(`nothing works: ${probe.who} to ${probe.to}`);
    }
  }
  return found;
}

function allMixtures(changes: readonly ChangedObject[]): readonly (readonly number[])[] {
  return changes.reduce<readonly (readonly number[])[]>(
    (all, { versions }) => all.flatMap((choice) => versions.map((_, version) => [...choice, version])),
    [[]],
  );
}

function simulationOf(
  facts: Facts,
  applied: Applied,
  changes: readonly ChangedObject[],
  choice: readonly number[],
): Simulation {
  const state = new Map([...applied].map(([cluster, objects]) => [cluster, new Map(objects)]));
  changes.forEach(({ cluster, id, versions }, index) => {
    const version = versions[choice[index] ?? 0];
    if (version) state.get(cluster)?.set(id, version);
    else state.get(cluster)?.delete(id);
  });
  return new Simulation({
    facts,
    manifests: new Map([...state].map(([cluster, objects]) => [cluster, [...objects.values()]])),
  });
}
