/** What of a mesh's objects comes back when they are read, and lowered again from what was read. */
import type { IstioKind } from '../../src/istio/generated/kinds.ts';
import { schemaOf } from '../../src/istio/generated/schemas/index.ts';
import { identityOf, type Manifest } from '../../src/istio/manifest.ts';
import { kindLifts, liftObject, meshOf } from '../../src/lower/lift.ts';
import { lower } from '../../src/lower/lower.ts';
import { MeshIndex } from '../../src/lower/mesh-index.ts';
import type { MeshSnapshot } from '../../src/model/snapshot-types.ts';
import { type FieldUse, fieldsIn } from './fields.ts';
import { features, type KindFeatures } from './page.ts';
import { optionsIn } from './said.ts';

/** An object of a cluster, and what it is once lowered again: absent where it was not read or nothing of it came back. */
export interface Relowered {
  readonly cluster: string;
  readonly manifest: Manifest;
  readonly isRead: boolean;
  readonly again: Manifest | undefined;
}

/**
 * Every Istio object of the mesh that is not the author's own, of the kinds that can be read, cluster by cluster: all
 * objects of a cluster are read, and what they say is lowered as one mesh. Clusters whose objects other clusters have, too,
 * are left out.
 */
export function relower(mesh: MeshSnapshot): readonly Relowered[] {
  const known = relowered.get(mesh) ?? readAndLower(mesh);
  relowered.set(mesh, known);
  return known;
}

const relowered = new WeakMap<MeshSnapshot, readonly Relowered[]>();

function readAndLower(mesh: MeshSnapshot): Relowered[] {
  const index = new MeshIndex(mesh);
  const byCluster = new Map<string, Manifest[]>();
  for (const { cluster, manifest } of lower({ ...mesh, objects: [] }).objects)
    byCluster.set(cluster, [...(byCluster.get(cluster) ?? []), manifest]);
  const seen = new Set<Manifest>();
  return [...byCluster].flatMap(([cluster, all]) => {
    const readable = all.filter(({ kind }) => kindLifts.has(kind));
    if (readable.every((manifest) => seen.has(manifest))) return [];
    for (const manifest of readable) seen.add(manifest);
    const pieces = new Map(readable.map((manifest) => [manifest, liftObject(index, manifest)]));
    const said = [...pieces.values()].flatMap((one) => one ?? []);
    const lowered = lower(meshOf(mesh, said)).objects.filter((object) => object.cluster === cluster);
    const again = new Map(lowered.map(({ manifest }) => [identityOf(manifest), manifest]));
    return readable.map((manifest) => {
      const isRead = pieces.get(manifest) !== undefined;
      return { cluster, manifest, isRead, again: isRead ? again.get(identityOf(manifest)) : undefined };
    });
  });
}

/** Fields of a kind whose values came back equal. */
export function recoveredFields(objects: readonly Relowered[]): Map<IstioKind, FieldUse[]> {
  const found = new Map<IstioKind, FieldUse[]>();
  for (const { manifest, again } of objects) {
    const kind = manifest.kind as IstioKind;
    const uses = fieldsIn(schemaOf[kind], manifest.spec, again?.spec);
    found.set(kind, [...(found.get(kind) ?? []), ...uses]);
  }
  return found;
}

/** What can be said, as these meshes prove it. */
export function featuresOf(meshes: readonly MeshSnapshot[]): KindFeatures[] {
  const said = meshes.flatMap((mesh) => [
    ...mesh.trafficPolicies.flatMap(({ settings }) => optionsIn(settings)),
    ...Object.values(mesh).flatMap((list) => (Array.isArray(list) ? optionsIn(list) : [])),
  ]);
  return features(recoveredFields(meshes.flatMap(relower)), new Set(said));
}
