import fc from 'fast-check';
import { compile } from '../../../src/compile.ts';
import { factsOf } from '../../../src/istio/facts-of-inventory.ts';
import type { Manifest } from '../../../src/istio/manifest.ts';
import { readManifests } from '../../../src/read/manifests.ts';
import { meshesBeyond } from '../../support/random/beyond.ts';
import { meshesOfConnections } from '../../support/random/connections.ts';
import { buildMesh, meshDescriptions } from '../../support/random-mesh.ts';
import type { World } from './question.ts';

type Tree = Parameters<typeof compile>[0];

/** What a mesh compiles to, read back from its files as a cluster would get them. */
export function compiledWorlds(app: Tree): World[] {
  return compile(app, { root: process.cwd(), checks: false }).meshes.map(({ snapshot: { inventory }, files }) => {
    const manifests = new Map<string, Manifest[]>(inventory.clusters.map(({ name }) => [name, []]));
    for (const { cluster, path, text } of files) {
      manifests.get(cluster)?.push(...readManifests(text, path).manifests.map((read) => read.manifest));
    }
    return { facts: factsOf(inventory), manifests };
  });
}

/** Meshes whose gateways and routes are about connections, too. */
export function connectionWorlds(count: number, seed: number): World[] {
  return fc.sample(meshesOfConnections, { numRuns: count, seed }).flatMap((build) => compiledWorlds(build()));
}

export function randomMeshWorlds(count: number, seed: number): World[] {
  const descriptions = fc.sample(meshDescriptions, { numRuns: count, seed });
  return descriptions.flatMap((description) => compiledWorlds(buildMesh(description).app));
}

/** Meshes with services outside of Kubernetes, and with what is said of proxies. */
export function worldsBeyond(count: number, seed: number): World[] {
  return fc.sample(meshesBeyond, { numRuns: count, seed }).flatMap((build) => compiledWorlds(build()));
}
