import type { Inventory } from '../../istio/inventory.ts';
import type { CanarySpec, Permille } from '../../model/specs.ts';
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
    waves: canary.waves.map((wave) => ({ ...wave, clusters: wave.clusters.map((cluster) => code(cluster)) })),
    gates: canary.gates.map((gate) => ({ ...gate, kind: code(gate.kind) })),
  };
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

export function quotedWeights(weights: Readonly<Record<string, Permille>>): Readonly<Record<string, Permille>> {
  return Object.fromEntries(Object.entries(weights).map(([cluster, weight]) => [code(cluster), weight]));
}
