import type { Place } from '../diagnostics/diagnostic.ts';
import type { ClusterSurroundings, Facts } from '../istio/facts.ts';
import type { FieldPath } from '../istio/field-path.ts';
import type { IstioKind, SpecOf } from '../istio/generated/kinds.ts';
import type { Manifest } from '../istio/manifest.ts';
import type { StructureProblem } from '../istio/structure.ts';
import { type ObjectsOfKind, tabulate } from './object-table.ts';

/** One object of one cluster, from a mesh of ours or from a file. */
export interface WorldObject<K extends string = string> {
  readonly cluster: string;
  readonly manifest: Manifest & { readonly kind: K };
  /** Of the manifest among those of its kind, from 0: objects of clusters that share a manifest have the same one. */
  readonly number: number;
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
  readonly objects: readonly Omit<WorldObject, 'number' | 'namespace' | 'name' | 'spec'>[];
  /** Where a cluster, network or service was declared: `clusters/<name>`, `services/<namespace>/<name>`. */
  placeOf(subject: string): Place | undefined;
}

/** All objects of all clusters with what surrounds them, looked up the ways checks need. Built once. */
export class World {
  readonly facts: Facts;
  readonly objects: readonly WorldObject[];
  /** Those that are not as the CRD of their cluster's Istio has it, in the same order, with what is not. */
  readonly flawed: ReadonlyMap<WorldObject, readonly StructureProblem[]>;
  readonly clusters: ReadonlyMap<string, ClusterSurroundings>;
  readonly placeOf: (subject: string) => Place | undefined;
  readonly #kinds: ReadonlyMap<string, ObjectsOfKind>;
  readonly #memory = new Map<unknown, unknown>();
  readonly #memoryOf = new Map<unknown, Map<unknown, unknown>>();

  constructor({ facts, objects, placeOf }: WorldParts) {
    this.facts = facts;
    this.placeOf = placeOf;
    this.clusters = new Map(facts.clusters.map((cluster) => [cluster.name, cluster]));
    const { all, kinds, flawed } = tabulate(objects, this.clusters);
    this.objects = all;
    this.flawed = flawed;
    this.#kinds = kinds;
  }

  /**
   * Objects of an Istio kind with the right structure, or of a Kubernetes kind as they are; in all clusters or in one.
   * Other groups' kinds are asked for with their group: `Gateway.gateway.networking.k8s.io`.
   */
  ofKind<K extends string>(kind: K, cluster?: string): readonly WorldObject<K>[] {
    const found = this.#kinds.get(kind);
    return ((cluster === undefined ? found?.sound : found?.soundIn.get(cluster)) ?? []) as readonly WorldObject<K>[];
  }

  /**
   * The same with each manifest once, however many clusters share it: for what can be told without knowing the cluster.
   */
  distinctOf<K extends string>(kind: K): readonly DistinctObject<K>[] {
    return this.rememberOf('distinct', kind, () => {
      const byNumber: (DistinctObject<K> & { readonly clusters: string[] })[] = [];
      const distinct: DistinctObject<K>[] = [];
      for (const object of this.ofKind(kind)) {
        const known = byNumber[object.number];
        if (known) known.clusters.push(object.cluster);
        else {
          const first = { object, clusters: [object.cluster] };
          byNumber[object.number] = first;
          distinct.push(first);
        }
      }
      return distinct;
    });
  }

  /** Also those whose fields have other types than the kind's: nothing may be taken for granted of their specs. */
  everyOf(kind: string): readonly WorldObject[] {
    return this.#kinds.get(kind)?.every ?? [];
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

function mapIn<K, L, T>(maps: Map<K, Map<L, T>>, key: K): Map<L, T> {
  let map = maps.get(key);
  if (!map) {
    map = new Map();
    maps.set(key, map);
  }
  return map;
}
