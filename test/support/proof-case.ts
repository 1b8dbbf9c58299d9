/** Transitions as data: some objects of the small shop before, and after. */
import { findInObjects, type ObjectDiagnostic } from '../../src/checks/run-objects.ts';
import { World } from '../../src/checks/world.ts';
import type { Facts } from '../../src/istio/facts.ts';
import { identityOf, type Manifest } from '../../src/istio/manifest.ts';
import type { Applied, Breach, ChangedObject } from '../../src/schedule/proof/types.ts';
import { CLUSTERS, type ClusterName, type ShopMesh, shopMesh } from './proof-mesh.ts';

/** An object in some of the clusters. */
export interface Placed {
  readonly manifest: Manifest;
  readonly clusters: readonly ClusterName[];
}

/**
 * A transition whose ends are sound, so that only the way between them can be at fault. Objects are told as
 * `us-east VirtualService/shop/cart`, those of every cluster that changes them without the cluster.
 */
export interface UnsafeCase {
  readonly mesh?: ShopMesh;
  /** Names of objects of the shop that neither end has. */
  readonly without?: readonly string[];
  /** Beside the shop's own, at both ends; one of a name that the shop has takes its place. */
  readonly stays?: readonly Placed[];
  readonly before: readonly Placed[];
  readonly after: readonly Placed[];
  readonly breach: Breach;
  /** Of the shortest counter-example: exactly what is applied, and exactly what is not yet. */
  readonly applied: readonly string[];
  readonly waiting: readonly string[];
  /** Who asks in it, and for what: `frontend (shop) in us-east → cart.shop.svc.cluster.local:8080`. */
  readonly who: string;
  /** Of Envoy, where it fails. */
  readonly flag?: string;
  /** Parts in order, each of them safe. */
  readonly order?: readonly (readonly string[])[];
  /** Where no order of the objects is safe: what stands between before and after, one after the other, if anything may. */
  readonly through?: readonly (readonly Placed[])[];
}

export type UnsafeCases = Readonly<Record<string, UnsafeCase>>;

export interface Ends {
  readonly facts: Facts;
  readonly before: Applied;
  readonly after: Applied;
  readonly changes: readonly ChangedObject[];
}

/** The two ends of a case as everything that is applied, and what differs between them. */
export function endsOf(one: UnsafeCase): Ends {
  const { facts } = shopMesh(one.mesh);
  const [before, after] = [stateOf(one, one.before), stateOf(one, one.after)];
  return { facts, before, after, changes: changesBetween(before, after) };
}

/** Everything applied while some of a case's objects are: those that any of its stages has are its own. */
export function stateOf({ mesh, without = [], stays = [], ...one }: UnsafeCase, placed: readonly Placed[]): Applied {
  const own = new Set([...one.before, ...one.after].map(({ manifest }) => identityOf(manifest)));
  const state = new Map<string, Map<string, Manifest>>();
  for (const [cluster, objects] of shopMesh(mesh).applied) {
    const kept = [...objects].filter(([id, manifest]) => !own.has(id) && !without.includes(nameOf(manifest)));
    state.set(cluster, new Map(kept));
  }
  for (const { manifest, clusters } of [...stays, ...placed]) {
    for (const cluster of clusters) state.get(cluster)?.set(identityOf(manifest), manifest);
  }
  return state;
}

export function changesBetween(before: Applied, after: Applied): readonly ChangedObject[] {
  return [...before].flatMap(([cluster, objects]) => {
    const then = after.get(cluster) ?? new Map<string, Manifest>();
    return [...new Set([...objects.keys(), ...then.keys()])].sort().flatMap((id): ChangedObject[] => {
      const versions = [objects.get(id), then.get(id)] as const;
      return JSON.stringify(versions[0]) === JSON.stringify(versions[1]) ? [] : [{ cluster, id, versions }];
    });
  });
}

/** What the checks of objects say against one end. */
export function errorsIn(facts: Facts, applied: Applied): readonly string[] {
  const objects = [...applied].flatMap(([cluster, of]) =>
    [...of.values()].map((manifest) => ({ cluster, manifest, lowered: false, at: () => undefined })),
  );
  return findInObjects(new World({ facts, objects, placeOf: () => undefined }))
    .filter(({ diagnostic: { severity } }: ObjectDiagnostic) => severity === 'error')
    .map(({ diagnostic: { code, message } }) => `${code}: ${message}`);
}

const GROUPS: Readonly<Record<string, string>> = {
  PeerAuthentication: 'security.istio.io/v1',
  AuthorizationPolicy: 'security.istio.io/v1',
  RequestAuthentication: 'security.istio.io/v1',
};

/** `name` with its namespace: `shop/cart`. */
export function object(
  kind: string,
  name: string,
  spec: Readonly<Record<string, unknown>>,
  clusters: readonly ClusterName[] = CLUSTERS,
): Placed {
  const [namespace = '', own = ''] = name.split('/');
  const apiVersion = GROUPS[kind] ?? 'networking.istio.io/v1';
  return { manifest: { apiVersion, kind, metadata: { name: own, namespace }, spec }, clusters };
}

function nameOf({ kind, metadata: { namespace = '', name } }: Manifest): string {
  return `${kind}/${namespace}/${name}`;
}

/** `us-east VirtualService/shop/cart`. */
export function toldOf({ cluster, id }: ChangedObject): string {
  return `${cluster} ${id.slice(id.indexOf('/') + 1)}`;
}

/** Parts of a change with each object's clusters left out where the part has it in all that change it. */
export function toldParts(
  parts: readonly (readonly ChangedObject[])[],
  changes: readonly ChangedObject[],
): readonly (readonly string[])[] {
  return parts.map((part) => {
    const isWhole = ({ id }: ChangedObject) =>
      part.filter((one) => one.id === id).length === changes.filter((one) => one.id === id).length;
    const told = part.map((one) => (isWhole(one) ? one.id.slice(one.id.indexOf('/') + 1) : toldOf(one)));
    return [...new Set(told)].sort();
  });
}

/** The parts that `toldParts` would tell so. */
export function partsOf(
  order: readonly (readonly string[])[],
  changes: readonly ChangedObject[],
): readonly (readonly ChangedObject[])[] {
  return order.map((names) =>
    changes.filter((one) => names.includes(toldOf(one)) || names.includes(one.id.slice(one.id.indexOf('/') + 1))),
  );
}
