import { istioKinds } from '../istio/generated/kinds.ts';
import type { Inventory } from '../istio/inventory.ts';
import { groupOf, type Manifest } from '../istio/manifest.ts';
import { checkStructure } from '../istio/structure.ts';
import type { MeshSnapshot } from '../model/snapshot-types.ts';
import * as shelf from './lift/index.ts';
import type { KindLift, Pieces } from './lift/kind-lift.ts';
import type { MeshIndex } from './mesh-index.ts';

export type { KindLift, Pieces } from './lift/kind-lift.ts';

/** How the objects of each kind are read back, by the kind's name; a kind that is not here has low-level objects alone. */
export const kindLifts: ReadonlyMap<string, KindLift> = new Map(Object.values(shelf).map((one) => [one.kind, one]));

/**
 * What an author would declare to get such an object; undefined where no construct says it, and for what no API server
 * would take. `index` tells what stands around the object: services with their ports and pods, networks, clusters.
 */
export function liftObject(index: MeshIndex, manifest: Manifest): Pieces | undefined {
  const known = istioKinds.find(({ kind, group }) => kind === manifest.kind && group === groupOf(manifest.apiVersion));
  const reading = known && kindLifts.get(known.kind);
  return reading && checkStructure(manifest).length === 0 ? reading.lift(index, manifest) : undefined;
}

/**
 * A mesh that declares these pieces and nothing else. Of what was declared before remain the facts that no object tells:
 * where clusters are, what runs in them, and under which names.
 */
export function meshOf(mesh: MeshSnapshot, pieces: readonly Pieces[]): MeshSnapshot {
  const forgot = [...kindLifts.values()].reduce((facts, { forget }) => forget?.(facts) ?? facts, mesh.inventory);
  const lists = Object.entries(mesh).map(([name, value]) => [
    name,
    Array.isArray(value) ? pieces.flatMap((one) => (one as Lists)[name] ?? []) : value,
  ]);
  return { ...(Object.fromEntries(lists) as MeshSnapshot), inventory: pieces.reduce(withFacts, forgot) };
}

type Lists = Readonly<Record<string, readonly unknown[] | undefined>>;

/** Facts about one thing in place of what was known of it. */
function withFacts(facts: Inventory, { facts: told = {} }: Pieces): Inventory {
  const lists = Object.entries(told).map(([name, value]) => {
    if (!Array.isArray(value)) return [name, value];
    const before = ((facts as unknown as Lists)[name] ?? []) as readonly Named[];
    const added = (value as readonly Named[]).filter((one) => !before.some((other) => nameOf(other) === nameOf(one)));
    const merged = before.map((one) => ({ ...one, ...value.find((other: Named) => nameOf(other) === nameOf(one)) }));
    return [name, [...merged, ...added]];
  });
  return { ...facts, ...Object.fromEntries(lists) };
}

type Named = { readonly key?: string; readonly name?: string };

function nameOf({ key, name }: Named): string {
  return key ?? name ?? '';
}
