import type { Inventory } from '../../istio/inventory.ts';
import type { CanarySpec, HeaderMatches } from '../../model/specs.ts';
import { code } from './quote.ts';

/**
 * The same facts with every name as a code span. Sentences about them are then written as if names could be trusted, and
 * none is forgotten. Keys of services and ids stay as they are, because facts refer to each other by them.
 */
export function quotedCanary(canary: CanarySpec): CanarySpec {
  return {
    ...canary,
    from: code(canary.from),
    to: code(canary.to),
    ...(canary.with && {
      with: canary.with.map((move) => ({ ...move, from: code(move.from), to: code(move.to) })),
    }),
    waves: canary.waves.map(({ weightsIn, ...wave }) => ({
      ...wave,
      clusters: wave.clusters.map((cluster) => code(cluster)),
      ...(weightsIn && { weightsIn: renamed(weightsIn) }),
    })),
    ...(canary.cohort && { cohort: quotedCohort(canary.cohort) }),
    gates: canary.gates.map((gate) => ({ ...gate, kind: code(gate.kind) })),
  };
}

function quotedCohort(cohort: HeaderMatches): HeaderMatches {
  const quoted = Object.entries(cohort).map(([name, value]) => [
    code(name),
    value === 'present' ? value : Object.fromEntries(Object.entries(value).map(([how, text]) => [how, code(text)])),
  ]);
  return Object.fromEntries(quoted) as HeaderMatches;
}

/** As much of it as `report/reach.ts` reads. */
export function quotedInventory(inventory: Inventory): Inventory {
  return {
    ...inventory,
    clusters: inventory.clusters.map((cluster) => ({
      ...cluster,
      name: code(cluster.name),
      network: code(cluster.network),
    })),
    services: inventory.services.map((service) => ({
      ...service,
      runsIn: service.runsIn.map(({ cluster, versions }) => ({
        cluster: code(cluster),
        versions: versions.map((version) => code(version)),
      })),
    })),
  };
}

function renamed<T>(values: Readonly<Record<string, T>>): Readonly<Record<string, T>> {
  return Object.fromEntries(Object.entries(values).map(([cluster, value]) => [code(cluster), value]));
}
