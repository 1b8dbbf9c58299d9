import type { Place } from '../diagnostics/diagnostic.ts';
import type { ClusterSurroundings, Facts } from '../istio/facts.ts';
import type { FieldPath } from '../istio/field-path.ts';
import type { IstioKind, SpecOf } from '../istio/generated/kinds.ts';
import { ISTIO_VERSIONS, type IstioVersion } from '../istio/inventory.ts';
import { groupOf, type Manifest } from '../istio/manifest.ts';
import { checkStructure, isIstioKind, type SoundParts, type StructureProblem } from '../istio/structure.ts';

/** One object of one cluster, from a mesh of ours or from a file. */
export interface WorldObject<K extends string = string> {
  readonly cluster: string;
  readonly manifest: Manifest & { readonly kind: K };
  /** `metadata.namespace`, or `default`. */
  readonly namespace: string;
  readonly name: string;
  /** Of the right structure: every field has the type that the CRD gives it. Other objects are in `World.objects` only. */
  readonly spec: K extends IstioKind ? SpecOf[K] : Readonly<Record<string, unknown>>;
  /** Whether Meshwright wrote it; its author then wrote a construct and not the object. */
  readonly lowered: boolean;
  /** Where its author wrote it: the construct, or the field's line in the file. */
  readonly at: (path?: FieldPath) => Place | undefined;
}

/** One manifest, and the clusters that have it. */
export interface DistinctObject<K extends string = string> {
  /** That of the first of them. */
  readonly object: WorldObject<K>;
  readonly clusters: readonly string[];
}

/** What a world is made of. */
export interface WorldParts {
  readonly facts: Facts;
  readonly objects: readonly Omit<WorldObject, 'namespace' | 'name' | 'spec'>[];
  /** Where a cluster, network or service was declared: `clusters/<name>`, `services/<namespace>/<name>`. */
  placeOf(subject: string): Place | undefined;
}

/** All objects of all clusters with what surrounds them, looked up the ways checks need. Built once. */
export class World {
  readonly facts: Facts;
  readonly objects: readonly WorldObject[];
  readonly clusters: ReadonlyMap<string, ClusterSurroundings>;
  readonly placeOf: (subject: string) => Place | undefined;
  readonly #sound = new Map<string, WorldObject[]>();
  readonly #soundIn = new Map<string, Map<string, WorldObject[]>>();
  readonly #every = new Map<string, WorldObject[]>();
  /** By the release of the cluster. */
  readonly #structure = new Map<IstioVersion, Map<Manifest, readonly StructureProblem[]>>();
  readonly #soundParts: SoundParts = new Map();
  readonly #memory = new Map<unknown, unknown>();
  readonly #memoryOf = new Map<unknown, Map<unknown, unknown>>();

  constructor({ facts, objects, placeOf }: WorldParts) {
    this.facts = facts;
    this.placeOf = placeOf;
    this.clusters = new Map(facts.clusters.map((cluster) => [cluster.name, cluster]));
    this.objects = objects.map(whole);
    for (const object of this.objects) {
      const kind = kindKey(object.manifest);
      push(this.#every, kind, object);
      if (!isSound(this.structureOf(object))) continue;
      push(this.#sound, kind, object);
      push(mapIn(this.#soundIn, object.cluster), kind, object);
    }
  }

  /**
   * Objects of an Istio kind with the right structure, or of a Kubernetes kind as they are; in all clusters or in one.
   * Other groups' kinds are asked for with their group: `Gateway.gateway.networking.k8s.io`.
   */
  ofKind<K extends string>(kind: K, cluster?: string): readonly WorldObject<K>[] {
    const found = (cluster === undefined ? this.#sound : this.#soundIn.get(cluster))?.get(kind);
    return (found ?? []) as unknown as readonly WorldObject<K>[];
  }

  /**
   * The same with each manifest once, however many clusters share it: for what can be told without knowing the cluster.
   */
  distinctOf<K extends string>(kind: K): readonly DistinctObject<K>[] {
    return this.rememberOf('distinct', kind, () => {
      const byManifest = new Map<Manifest, { object: WorldObject<K>; clusters: string[] }>();
      for (const object of this.ofKind(kind)) {
        const known = byManifest.get(object.manifest);
        if (known) known.clusters.push(object.cluster);
        else byManifest.set(object.manifest, { object, clusters: [object.cluster] });
      }
      return [...byManifest.values()];
    });
  }

  /** Also those whose fields have other types than the kind's: nothing may be taken for granted of their specs. */
  everyOf(kind: string): readonly WorldObject[] {
    return this.#every.get(kind) ?? [];
  }

  /** What of an object is not as the CRD of its cluster's Istio has it. Found once for objects that clusters share. */
  structureOf({ manifest, cluster }: WorldObject): readonly StructureProblem[] {
    if (!isIstioGroup(manifest.apiVersion)) return NONE;
    const known = mapIn(this.#structure, this.clusters.get(cluster)?.istio ?? NEWEST);
    let problems = known.get(manifest);
    if (!problems) {
      problems = checkStructure(manifest, this.clusters.get(cluster)?.istio ?? NEWEST, this.#soundParts);
      known.set(manifest, problems.length === 0 ? NONE : problems);
    }
    return problems;
  }

  /** Clusters whose API server an istiod reads: only there Istio objects act. */
  get configClusters(): readonly string[] {
    return this.remember('config clusters', () => [...new Set(this.facts.clusters.map((c) => c.configCluster))].sort());
  }

  /** Made once a world, whichever check asks first. */
  remember<T>(key: unknown, make: () => T): T {
    const known = this.#memory.get(key);
    if (known !== undefined || this.#memory.has(key)) return known as T;
    const made = make();
    this.#memory.set(key, made);
    return made;
  }

  /** The same for each of many things: `of` is a cluster, a kind, a host. */
  rememberOf<T>(key: unknown, of: unknown, make: () => T): T {
    const memory = mapIn(this.#memoryOf, key);
    const known = memory.get(of);
    if (known !== undefined || memory.has(of)) return known as T;
    const made = make();
    memory.set(of, made);
    return made;
  }
}

const NEWEST: IstioVersion = ISTIO_VERSIONS[ISTIO_VERSIONS.length - 1]!;
const NONE: readonly StructureProblem[] = [];

function whole({ cluster, manifest, lowered, at }: WorldParts['objects'][number]): WorldObject {
  const { namespace = 'default', name } = manifest.metadata;
  // Not a spread: there may be a hundred thousand of them.
  return {
    cluster,
    manifest,
    namespace,
    name,
    // The API server drops fields that are there without a value, before anybody else sees the object.
    spec: (lowered ? manifest.spec : withoutNulls(manifest.spec)) ?? {},
    lowered,
    at,
  };
}

/** The same value where nothing in it is null; items of lists stay. */
function withoutNulls<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    const items = value.map(withoutNulls);
    return items.every((item, index) => item === value[index]) ? value : (items as T);
  }
  const entries = Object.entries(value);
  const kept = entries.flatMap(([key, inner]) => (inner === null ? [] : [[key, withoutNulls(inner)] as const]));
  const same = kept.length === entries.length && kept.every(([, inner], index) => inner === entries[index]?.[1]);
  return same ? value : (Object.fromEntries(kept) as T);
}

function kindKey({ apiVersion, kind }: Manifest): string {
  const group = groupOf(apiVersion);
  // Kubernetes' own groups have no dot (`apps`) or are those of RBAC and the like; nobody else's kinds go by their bare name.
  return isIstioKind(apiVersion, kind) || !group.includes('.') ? kind : `${kind}.${group}`;
}

function isIstioGroup(apiVersion: string): boolean {
  return apiVersion.includes('.istio.io/') && groupOf(apiVersion).endsWith('.istio.io');
}

function mapIn<K, L, T>(maps: Map<K, Map<L, T>>, key: K): Map<L, T> {
  let map = maps.get(key);
  if (!map) {
    map = new Map();
    maps.set(key, map);
  }
  return map;
}

function isSound(problems: readonly StructureProblem[]): boolean {
  return problems.every(({ kind }) => kind !== 'wrong-type' && kind !== 'missing');
}

function push(map: Map<string, WorldObject[]>, key: string, object: WorldObject): void {
  const list = map.get(key);
  if (list) list.push(object);
  else map.set(key, [object]);
}
