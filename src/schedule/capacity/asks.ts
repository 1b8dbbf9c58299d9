import type { Manifest } from '../../istio/manifest.ts';
import type { SimulatedRequest } from '../../simulate/request.ts';
import { Simulation } from '../../simulate/simulation.ts';
import { ingressProbes, probesOf } from '../proof/probes/index.ts';
import { shapesOf } from '../traffic/shapes.ts';
import type { CapacityInput } from './types.ts';

export type ByCluster = ReadonlyMap<string, readonly Manifest[]>;

/**
 * Requests that stand for all of a service's: of each client cluster one by a pod that calls it, and one through each
 * gateway that leads there.
 */
export function asksFor({ facts, service }: CapacityInput, objects: ByCluster): readonly SimulatedRequest[] {
  const inside = new Map<string, SimulatedRequest>();
  for (const { client, to, port, promise, as } of probesOf(facts).probesFor(service.host)) {
    if (promise === 'none' || as !== undefined || inside.has(client.cluster)) continue;
    inside.set(client.cluster, { from: client, to, port });
  }
  const through = new Map<string, SimulatedRequest>();
  const simulation = new Simulation({ facts, manifests: objects });
  const { shapes } = shapesOf([...objects.values()].flat());
  for (const { client, to, port } of ingressProbes(facts, objects)) {
    const key = JSON.stringify([client.cluster, client.namespace, client.labels]);
    if (through.has(key)) continue;
    const found = shapes
      .map(({ request }): SimulatedRequest => ({ ...request, from: client, to, port }))
      .find((request) => simulation.run(request).destinations.some(({ host }) => host === service.host));
    if (found) through.set(key, found);
  }
  return [...inside.values(), ...through.values()];
}
