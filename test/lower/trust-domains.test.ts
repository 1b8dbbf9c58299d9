/** A mesh of several trust domains that know each other answers every request as a mesh of one. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { bundleOf, type CompiledMesh, compile } from '../../src/compile.ts';
import { liftObject } from '../../src/lower/lift.ts';
import { MeshIndex } from '../../src/lower/mesh-index.ts';
import type { SimulatedRequest } from '../../src/simulate/request.ts';
import { withTrustDomains } from '../support/random/trust-domains.ts';
import { buildMesh, type MeshDescription, meshDescriptions } from '../support/random-mesh.ts';
import { allPositions } from '../support/stages.ts';
import { requestsIn, worldAt } from '../support/worlds.ts';

const DEEP = process.env.MESHWRIGHT_DEEP !== undefined;

it('answers as with one trust domain', () => {
  const seen = { meshes: 0, named: 0, requests: 0 };
  for (const description of fc.sample(meshDescriptions, { numRuns: DEEP ? 400 : 8, seed: 31 })) {
    const [one, several] = [description, withTrustDomains(description)].map(meshOf);
    if (!one || !several) continue;
    seen.meshes++;
    for (const positions of allPositions(bundleOf({ meshes: [several] }).meshes[0]!).slice(0, 2))
      seen.requests += compareAt(one, several, positions);
    expect(lifted(several)).toEqual(lifted(one));
    if (JSON.stringify(several.files.map(({ manifest }) => manifest)).includes('bought.example/ns/')) seen.named++;
  }
  expect(seen.meshes).toBeGreaterThan(3);
  expect(seen.named).toBeGreaterThan(0);
  expect(seen.requests).toBeGreaterThan(1000);
});

function meshOf(description: MeshDescription): CompiledMesh | undefined {
  return compile(buildMesh(description).app, { root: process.cwd() }).meshes[0];
}

/** What access policies say once they are read back: callers have names, whatever their domains. */
function lifted({ snapshot, files }: CompiledMesh): readonly unknown[] {
  const index = new MeshIndex(snapshot);
  return files.flatMap(({ path, manifest }) =>
    manifest.kind === 'AuthorizationPolicy' ? [[path, liftObject(index, manifest)]] : [],
  );
}

function compareAt(one: CompiledMesh, several: CompiledMesh, positions: Readonly<Record<string, string>>): number {
  const [usual, other] = [worldAt(one, positions), worldAt(several, positions)];
  let requests = 0;
  for (const [asked, again] of pairs([...requestsIn(usual, 3)], [...requestsIn(other, 3)])) {
    requests++;
    const [answer, answered] = [usual.simulation.run(asked), other.simulation.run(again)].map(
      ({ verdict, failure, destinations }) => ({ verdict, failure: failure?.flag, destinations }),
    );
    if (gist(answer) !== gist(answered))
      expect({ again, positions, ...answered }).toEqual({ again, positions, ...answer });
  }
  return requests;
}

/** Without the domain that identities are told with. */
function gist(answer: unknown): string {
  return JSON.stringify(answer).replaceAll(/[\w.-]+\/ns\//g, '/ns/');
}

/** The same requests, by callers whose identities have the domain of their cluster. */
function pairs(all: readonly SimulatedRequest[], again: readonly SimulatedRequest[]) {
  const keyOf = ({ from, ...rest }: SimulatedRequest) => JSON.stringify([{ ...from, trustDomain: undefined }, rest]);
  const byKey = new Map(again.map((request) => [keyOf(request), request]));
  return all.flatMap((request) => {
    const same = byKey.get(keyOf(request));
    return same ? [[request, same] as const] : [];
  });
}
