/** A compiled mesh at some stages of its rollouts, and requests that tell two such worlds apart. */
import type { CompiledMesh } from '../../src/compile.ts';
import { factsOf } from '../../src/istio/facts-of-inventory.ts';
import { ingressProbes, probesOf } from '../../src/schedule/proof/probes/index.ts';
import { shapesOf } from '../../src/schedule/traffic/shapes.ts';
import type { Client, SimulatedRequest } from '../../src/simulate/request.ts';
import { Simulation } from '../../src/simulate/simulation.ts';
import { manifestsAt } from '../../src/testing/stage.ts';

export function worldAt(mesh: CompiledMesh, positions: Readonly<Record<string, string>>) {
  const facts = factsOf(mesh.snapshot.inventory);
  const manifests = manifestsAt(mesh, positions);
  return { facts, manifests, simulation: new Simulation({ facts, manifests }) };
}

/** Of every client to every host and port, as many kinds of request as `most` says. */
export function* requestsIn(
  { facts, manifests }: Pick<ReturnType<typeof worldAt>, 'facts' | 'manifests'>,
  most: number,
): Iterable<SimulatedRequest> {
  const { shapes } = shapesOf([...manifests.values()].flat());
  const probes = probesOf(facts);
  const all = [...facts.services.flatMap(({ host }) => probes.probesFor(host)), ...ingressProbes(facts, manifests)];
  for (const { client, to, port } of all)
    for (const { request } of shapes.slice(0, most)) yield { ...request, from: client as Client, to, port };
}
