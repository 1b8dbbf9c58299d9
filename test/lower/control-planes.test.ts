/** Clusters that share an istiod answer every request as they would with one each, at every stage of every rollout. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { bundleOf, type CompiledMesh, compile } from '../../src/compile.ts';
import { MeshIndex } from '../../src/lower/mesh-index.ts';
import type { Outcome } from '../../src/simulate/outcome.ts';
import { grouped } from '../support/random/control-planes.ts';
import { buildMesh, type MeshDescription, meshDescriptions } from '../support/random-mesh.ts';
import { allPositions } from '../support/stages.ts';
import { requestsIn, worldAt } from '../support/worlds.ts';

const DEEP = process.env.MESHWRIGHT_DEEP !== undefined;

it('answers as a control plane of each cluster would', () => {
  const seen = { meshes: 0, splits: 0, requests: 0 };
  for (const description of fc.sample(meshDescriptions, { numRuns: DEEP ? 400 : 14, seed: 11 })) {
    const [alone, shared] = [false, true].map((isShared) => meshOf(grouped(description, isShared)));
    if (!alone || !shared) continue;
    seen.meshes++;
    for (const positions of allPositions(bundleOf({ meshes: [shared], diagnostics: [] }).meshes[0]!).slice(0, 4))
      seen.requests += compareAt(alone, shared, positions);
    if (JSON.stringify(shared.files.map(({ manifest }) => manifest)).includes('topology.istio.io/cluster'))
      seen.splits++;
  }
  expect(seen.meshes).toBeGreaterThan(2);
  expect(seen.splits).toBeGreaterThan(0);
  expect(seen.requests).toBeGreaterThan(1000);
});

function meshOf(description: MeshDescription): CompiledMesh | undefined {
  const { meshes, diagnostics } = compile(buildMesh(description).app, { root: process.cwd() });
  const errors = diagnostics.filter(({ severity, code }) => severity === 'error' && !SAID.includes(code));
  expect(errors.map(({ message }) => message)).toEqual([]);
  return meshes[0];
}

/** What cannot be said for clusters that share an istiod; and policies that were widened may meet. */
const SAID = [
  ...['differs-within-control-plane', 'canary-splits-control-plane'],
  ...['setting-from-two-policies', 'settings-exclude-each-other'],
];

function compareAt(alone: CompiledMesh, shared: CompiledMesh, positions: Readonly<Record<string, string>>): number {
  const [one, other] = [worldAt(alone, positions), worldAt(shared, positions)];
  let requests = 0;
  const index = new MeshIndex(alone.snapshot);
  for (const request of requestsIn(one, 6)) {
    // Where nobody is declared to call there are no routes, unless the istiod has those of another cluster.
    const service = alone.snapshot.inventory.services.find(({ host }) => host === request.to);
    if (service && !index.clientClusters(service).includes(request.from.cluster)) continue;
    requests++;
    const answers = [one, other].map(({ simulation }) => gist(simulation.run(request)));
    if (JSON.stringify(answers[0]) !== JSON.stringify(answers[1]))
      expect({ request, positions, ...answers[1] }).toEqual({ request, positions, ...answers[0] });
  }
  return requests;
}

/** Who gets it and how; not which object said so, and not what a gateway of another network makes of its own istiod's rules. */
function gist({ verdict, failure, destinations, mirrors, timeout, retries, rewritten, answer, fault }: Outcome) {
  const arrived = (all: Outcome['destinations']) =>
    all.map(({ destinationRule: _, failure: failed, endpoints, ...one }) => ({
      ...one,
      failure: failed?.flag,
      endpoints: endpoints.map(({ share, priority, ...each }) =>
        each.via === 'direct' ? { ...each, share, priority } : each,
      ),
    }));
  return {
    ...{ verdict, failure: failure?.flag, timeout, retries, rewritten, answer, fault },
    ...{ destinations: arrived(destinations), mirrors: arrived(mirrors) },
  };
}
