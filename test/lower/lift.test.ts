/** What is lowered can be read: what was read is lowered to the same objects, all those of a cluster at once. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { relower } from '../../scripts/features/recovered.ts';
import { compile } from '../../src/compile.ts';
import { istioKinds } from '../../src/istio/generated/kinds.ts';
import type { Manifest } from '../../src/istio/manifest.ts';
import { kindLifts, liftObject } from '../../src/lower/lift.ts';
import { MeshIndex } from '../../src/lower/mesh-index.ts';
import { buildMesh, effort, meshDescriptions } from '../support/random-mesh.ts';

it('objects of random meshes come back', () => {
  const kinds = new Set<string>();
  fc.assert(
    fc.property(meshDescriptions, (description) => {
      const [found] = compile(buildMesh(description).app, { root: process.cwd(), checks: false }).meshes;
      for (const { manifest, isRead, again } of found ? relower(found.snapshot) : []) {
        kinds.add(manifest.kind);
        expect([manifest.metadata, isRead, again]).toEqual([manifest.metadata, true, manifest]);
      }
    }),
    effort(50),
  );
  for (const kind of ['AuthorizationPolicy', 'DestinationRule', 'PeerAuthentication', 'VirtualService'])
    expect(kinds).toContain(kind);
});

const snapshot = (() => {
  const [description] = fc.sample(meshDescriptions, { numRuns: 1, seed: 1 });
  const [found] = compile(buildMesh(description!).app, { root: process.cwd(), checks: false }).meshes;
  return found!.snapshot;
})();

describe('reading', () => {
  it('knows kinds by their group', () => {
    const index = new MeshIndex(snapshot);
    const metadata = { name: 'a', namespace: 'shop' };
    expect(liftObject(index, { apiVersion: 'v1', kind: 'DestinationRule', metadata, spec: {} })).toBeUndefined();
    expect(liftObject(index, { apiVersion: 'v1', kind: 'ConfigMap', metadata })).toBeUndefined();
  });

  it.each([...kindLifts.keys()])('survives any shape of a %s', (kind) => {
    const index = new MeshIndex(snapshot);
    const info = istioKinds.find((one) => one.kind === kind)!;
    const metadata = { name: 'a', namespace: 'shop' };
    const { host } = snapshot.inventory.services[0]!;
    const value = fc.oneof(fc.jsonValue({ maxDepth: 3 }), fc.constantFrom(host, [host], [{ destination: { host } }]));
    const fields = [...new Set(Object.keys(kindLifts.get(kind)!.said).map((path) => path.split('.')[0]!))];
    const spec = fc.record(Object.fromEntries(fields.map((field) => [field, value])), { requiredKeys: [] });
    fc.assert(
      fc.property(fc.oneof(spec, fc.jsonValue()), (any) => {
        const manifest = { apiVersion: `${info.group}/${info.version}`, kind, metadata, spec: any } as Manifest;
        expect(() => liftObject(index, manifest)).not.toThrow();
      }),
      effort(100),
    );
  });
});
